import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };
import { runProgram } from "../../scripts/release/run-program.ts";
import { writeServerPackage } from "../../scripts/release/server-package.ts";
import { enter } from "../support/people.ts";
import { runShoal } from "../support/server-process.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const isAt = /Shoal is at (http:\/\/\S+)/;

let folder: TemporaryFolder;
/** Where npm would have put the package, beside what it depends on. */
let installed: string;
/** npm's link. */
let executable: string;

// What npm packs is installed by hand: npm asks its registry for the list of versions even when it has the packages.
beforeAll(async () => {
  folder = await temporaryFolder();
  const layout = join(folder.path, "layout");
  if (!existsSync(join(root, "dist/server"))) await runProgram(["scripts/bun", "scripts/build-server.ts"], root);
  await writeServerPackage(root, layout);
  const pack = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder.path];
  const archive = join(folder.path, (await runProgram(pack, layout)).trim());
  const packages = join(folder.path, "lib/node_modules");
  installed = join(packages, "shoal");
  await mkdir(installed, { recursive: true });
  await runProgram(["tar", "--extract", "--strip-components=1", "--file", archive, "--directory", installed], root);
  await linkPackages(packages);
  const programs = join(folder.path, "bin");
  await mkdir(programs);
  executable = join(programs, "shoal");
  const { bin } = await Bun.file(join(installed, "package.json")).json();
  await symlink(join(installed, bin.shoal), executable);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

test("the package of npm has what runs, and neither the source of the server nor a test", async () => {
  const files = await readdir(installed, { recursive: true });
  expect(files.filter((path) => path.endsWith(".test.ts") || /^(?:src|test|examples)\b/.test(path))).toEqual([]);
  const description = await Bun.file(join(installed, "package.json")).json();
  expect(description).toMatchObject({ name: "shoal", version: packageJson.version, bin: { shoal: "bin/shoal.mjs" } });
  expect(description).not.toHaveProperty("private");
  expect(description.dependencies).toEqual({ bun: packageJson.dependencies.bun, valibot: packageJson.dependencies.valibot });
  for (const target of Object.values<Record<string, string>>(description.exports).flatMap((each) => Object.values(each)))
    if (target.startsWith("./")) expect([target, existsSync(join(installed, target))]).toEqual([target, true]);
});

test("installed without the repository, the command serves the page and keeps what users write", async () => {
  await using version = runShoal(["--version"], { executable, folder: folder.path });
  expect([await version.exited, version.stdout.trim()]).toEqual([0, packageJson.version]);
  const data = join(folder.path, "data");
  await using server = runShoal(["serve", "--port", "0", "--data", data], { executable, folder: folder.path });
  await server.says(isAt);
  const url = isAt.exec(server.stdout)?.[1] ?? "";
  for (const path of ["/", "/healthz", "/sdk/shoal.js"]) expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
  using ann = await enter(url, "ann");
  await ann.client.send("lobby", "from npm");
  // npm's command hands the signal on, and ends as the server does.
  expect(await server.end("SIGTERM")).toBe(0);
});

/** What this project has installed, but Shoal. */
async function linkPackages(target: string): Promise<void> {
  for (const name of ["@oven", "bun", "valibot"]) await symlink(join(root, "node_modules", name), join(target, name));
}
