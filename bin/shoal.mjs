#!/usr/bin/env node
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { become } from "./become.mjs";

// What npm installs as `shoal`. Windows has no shell for `bin/shoal`; everywhere else this hands over to it.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where Bun's install script has not run, `bun.exe` is a few lines that print an error. */
const BUN_BYTES_MIN = 1_000_000;

const parameters = process.argv.slice(2);
if (process.platform === "win32") startOnWindows();
else become(join(root, "bin/shoal"), parameters);

function startOnWindows() {
  const processor = process.arch === "arm64" ? "aarch64" : "x64";
  // Installed as a dependency, Shoal's packages lie beside it instead of in it.
  const bun = [join(root, "node_modules"), dirname(root)]
    .flatMap((packages) => [`@oven/bun-windows-${processor}`, "bun"].map((name) => join(packages, name, "bin/bun.exe")))
    .find((path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > BUN_BYTES_MIN);
  if (bun === undefined) {
    console.error(`Shoal's packages are not installed beside ${root}: install Shoal again, with optional dependencies.`);
    process.exit(1);
  }
  const source = join(root, "src/main.ts");
  const program = existsSync(source) ? source : join(root, "dist/server/main.js");
  // What lies in the folder it is called from (.env, bunfig.toml) changes nothing.
  become(bun, ["--no-env-file", `--config=${join(root, "bin/bunfig.toml")}`, "--no-install", program, ...parameters]);
}
