import { rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { serverBundle } from "./server-bundle.ts";

// The server as JavaScript: for tests, which start it hundreds of times (reading its TypeScript is a part of each start), and for the npm
// package. In a clone `bin/shoal` runs the source.

const root = dirname(import.meta.dir);
const outputFolder = join(root, "dist/server");

// Bun names parts of the bundle by their paths from the working folder.
process.chdir(root);
await rm(outputFolder, { recursive: true, force: true });
await Bun.build({ ...(await serverBundle(root, (folder) => relative(outputFolder, folder))), outdir: outputFolder });
console.log("Built the server: dist/server.");
