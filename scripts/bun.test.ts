import { expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../test/support/temporary-folder.ts";

const best = `@oven/bun-${platform()}-${arch() === "arm64" ? "aarch64" : "x64"}`;
const otherLibrary = `${best}-musl`;

test.each([
  ["npm has not run the install script", { [`${best}/bin/bun`]: "best", "bun/bin/bun.exe": undefined }, "best"],
  ["the install script has moved it", { "bun/bin/bun.exe": "moved" }, "moved"],
  [
    "npm 9 has installed the variant for another C library, too, and has run the install script",
    { "bun/bin/bun.exe": "moved", [`${otherLibrary}/bin/bun`]: "for another library" },
    "moved",
  ],
  [
    "the system has another C library, and npm has not run the install script",
    { [`${otherLibrary}/bin/bun`]: "for this library", "bun/bin/bun.exe": undefined },
    "for this library",
  ],
])("Bun is found when %s", async (_when, files, expected) => {
  await using project = await temporaryFolder();
  const script = join(project.path, "scripts/bun");
  mkdirSync(dirname(script));
  copyFileSync(join(import.meta.dir, "bun"), script);
  for (const [path, name] of Object.entries(files)) writeProgram(join(project.path, "node_modules", path), name);
  const { stdout, exitCode } = Bun.spawnSync([script]);
  expect([stdout.toString().trim(), exitCode]).toEqual([expected, 0]);
});

test("where there is no Bun, a sentence says how to get it", async () => {
  await using project = await temporaryFolder();
  const script = join(project.path, "scripts/bun");
  mkdirSync(dirname(script));
  copyFileSync(join(import.meta.dir, "bun"), script);
  writeProgram(join(project.path, "node_modules/bun/bin/bun.exe"), undefined);
  const { stderr, exitCode } = Bun.spawnSync([script]);
  expect([stderr.toString(), exitCode]).toEqual([expect.stringContaining("packages are not installed"), 1]);
});

/** As large as a Bun is at least, it prints its name. Without one it is the little file that the install script puts the binary in place of. */
function writeProgram(path: string, name: string | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, name === undefined ? "#!/bin/sh\nexit 1\n" : `#!/bin/sh\necho "${name}"\nexit\n${"#".repeat(2_000_000)}\n`);
  chmodSync(path, 0o755);
}
