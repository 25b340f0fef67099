import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";

// The SDK for browsers and Node, which do not read TypeScript: one file that needs no other, and its types.

const root = dirname(import.meta.dir);
const outputFolder = join(root, "dist/client");

await rm(outputFolder, { recursive: true, force: true });
await Bun.build({
  entrypoints: [join(root, "src/client/index.ts")],
  outdir: outputFolder,
  target: "browser",
  sourcemap: "linked",
});
const types = Bun.spawn([join(root, "node_modules/.bin/tsc"), "--project", join(import.meta.dir, "tsconfig.client.json")], {
  stdio: ["ignore", "inherit", "inherit"],
});
if ((await types.exited) !== 0) process.exit(1);
console.log("Built the SDK: dist/client.");
