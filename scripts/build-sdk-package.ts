import { copyFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeSdkScript } from "./sdk-script.ts";

// The SDK as a package of its own, for `npm publish` and for `shoal/client`: its modules with their types, so that a bundler takes what is
// used and leaves the rest, and the whole as one script for pages without a bundler.

const root = dirname(import.meta.dir);
const outputFolder = join(root, "dist/sdk");
const packageSources = join(import.meta.dir, "sdk-package");

await rm(outputFolder, { recursive: true, force: true });
await writeSdkScript(outputFolder);
const compiler = Bun.spawn([join(root, "node_modules/.bin/tsc"), "--project", join(import.meta.dir, "tsconfig.sdk.json")], {
  stdio: ["ignore", "inherit", "inherit"],
});
if ((await compiler.exited) !== 0) process.exit(1);
await writeFile(join(outputFolder, "package.json"), `${JSON.stringify(await packageDescription(), null, 2)}\n`);
await copyFile(join(packageSources, "README.md"), join(outputFolder, "README.md"));
await copyFile(join(root, "LICENSE"), join(outputFolder, "LICENSE"));
console.log("Built the SDK: dist/sdk.");

async function packageDescription(): Promise<object> {
  const { version, license, engines, dependencies } = await Bun.file(join(root, "package.json")).json();
  return {
    name: "shoal-client",
    version,
    description: "The client SDK of Shoal, a real-time chat server that loses nothing.",
    keywords: ["chat", "realtime", "websocket", "sdk", "shoal"],
    license,
    type: "module",
    sideEffects: false,
    exports: {
      ".": { types: "./modules/client/index.d.ts", default: "./modules/client/index.js" },
      "./shoal.js": "./shoal.js",
      "./package.json": "./package.json",
    },
    types: "./modules/client/index.d.ts",
    engines,
    dependencies: { valibot: dependencies.valibot },
    publishConfig: { access: "public", provenance: true },
  };
}
