import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildRoot } from "./build-root.ts";
import { output } from "./command.ts";
import { requireTools } from "./debian-root.ts";
import { parseDockerfile } from "./dockerfile.ts";
import { ImageProcess } from "./image-process.ts";
import { expectPrivate, expectTalk, expectTalkIsThere, fail } from "./talk.ts";

// `scripts/bun scripts/try/image.ts [FOLDER]`: does what deploy/Dockerfile says, without Docker, and tries what comes out of it as Docker would run it: its root is
// read-only, its user has no rights, and only /data and /tmp can be written. FOLDER keeps what was fetched, for the next time.

requireTools("debootstrap", "unshare", "nsenter");
const projectFolder = new URL("../..", import.meta.url).pathname;
const workFolder = process.argv[2] ?? mkdtempSync("/var/tmp/shoal-image-");
mkdirSync(workFolder, { recursive: true });
const stages = parseDockerfile(readFileSync(join(projectFolder, "deploy/Dockerfile"), "utf8"));
const root = await buildRoot(stages, { projectFolder, workFolder });

const sizes = await output(["du", "--apparent-size", "--block-size=1", "--max-depth=4", root]);
const parts = sizes
  .trim()
  .split("\n")
  .map((line) => line.split("\t"))
  .map(([bytes, path = ""]) => ({ bytes: Number(bytes), path: path.slice(root.length) }))
  .toSorted((one, other) => other.bytes - one.bytes);
const compressed = await output(["sh", "-c", 'tar --create --directory "$1" . | gzip | wc --bytes', "sh", root]);
console.log(
  `The image has ${mebibytes(parts[0]?.bytes ?? 0)}, and ${mebibytes(Number(compressed))} compressed by gzip. Its largest parts:`,
);
for (const { bytes, path } of parts.slice(1, 15)) console.log(`${mebibytes(bytes).padStart(11)}  ${path}`);
const risky = await output(["find", root, "-perm", "/6000"]);
if (risky !== "") fail(`Files give the rights of another user: ${risky}`);

// A new volume begins as a copy of the folder in the image.
const dataFolder = join(workFolder, "data");
rmSync(dataFolder, { recursive: true, force: true });
await output(["cp", "--archive", join(root, "data"), dataFolder]);

const final = stages.at(-1);
if (final === undefined) throw new Error("A Dockerfile has a stage.");
let image = await ImageProcess.start(final, { root, dataFolder });
try {
  await image.isHealthy();
  if (await image.canWriteRoot()) fail("The root is not read-only: this try proves nothing.");
  await expectTalk(image.url);
  expectPrivate(dataFolder);
  const { exitCode, ms } = await image.stop();
  console.log(`It stopped with ${exitCode} after ${ms.toFixed(0)} ms.`);
  if (exitCode !== 0) fail("It did not stop in order.");
  image = await ImageProcess.start(final, { root, dataFolder });
  await image.isHealthy();
  await expectTalkIsThere(image.url);
  await image.stop();
} finally {
  await image[Symbol.asyncDispose]();
}
console.log(`Everything works. ${workFolder} has what was made.`);

function mebibytes(count: number): string {
  return `${(count / 1024 ** 2).toFixed(1)} MiB`;
}
