import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildExecutable } from "./release/executable.ts";
import { executableName, targetNamed } from "./release/targets.ts";

// `npm run build-executable -- [--target TARGET] [--out FILE]`: Shoal as one file, for this machine or for another one.
// `--source FOLDER`: of another copy of the source.

const project = dirname(import.meta.dir);
const { values } = parseArgs({
  options: { target: { type: "string" }, out: { type: "string" }, source: { type: "string" } },
});
const target = values.target === undefined ? undefined : targetNamed(values.target);
const name = executableName(target ?? { isWindows: process.platform === "win32" });
// npm starts it in the project; a path is of the folder in which npm was called.
const calledFrom = process.env.INIT_CWD ?? ".";
const outputFile = resolve(calledFrom, values.out ?? join(project, "dist", name));
const root = realpathSync(resolve(calledFrom, values.source ?? project));
process.chdir(root);
const size = await buildExecutable({ root, webFolder: join(project, "dist/web"), target, outputFile });
console.log(`Built ${outputFile}: ${(size / 1e6).toFixed(1)} MB.`);
