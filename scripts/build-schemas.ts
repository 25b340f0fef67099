import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { protocolSchemas } from "./protocol-schemas.ts";

// The wire for clients in other languages: PROTOCOL.md says what the fields mean.

const folder = join(dirname(import.meta.dir), "dist/protocol");

await mkdir(folder, { recursive: true });
await writeFile(join(folder, "schemas.json"), `${JSON.stringify(protocolSchemas(), null, 2)}\n`);
console.log("Built the schemas of the protocol: dist/protocol/schemas.json.");
