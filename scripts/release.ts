import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { billOfMaterials } from "./release/bill-of-materials.ts";
import { buildExecutable } from "./release/executable.ts";
import { runProgram } from "./release/run-program.ts";
import { writeServerPackage } from "./release/server-package.ts";
import { packTarZstd } from "./release/tar-archive.ts";
import { executableName, type Target, targetNamed, targets } from "./release/targets.ts";
import { packZip } from "./release/zip-archive.ts";

// `npm run release`: everything of a release in dist/release, from what `npm run build` and scripts/build-server.ts have built. The same
// source makes the same bytes. `--target TARGET`, which can be repeated: only the archives of these, which take most of the time.

const root = dirname(import.meta.dir);
const outputFolder = join(root, "dist/release");
const { values } = parseArgs({ options: { target: { type: "string", multiple: true } } });
const chosen = values.target?.map(targetNamed) ?? targets;
const lock = await Bun.file(join(root, "package-lock.json")).json();
const license = await Bun.file(join(root, "LICENSE")).bytes();

process.chdir(root);
await rm(outputFolder, { recursive: true, force: true });
await mkdir(outputFolder, { recursive: true });
await writeServerPackage(root, join(root, "dist/package"));
for (const folder of ["dist/package", "dist/sdk"])
  await runProgram(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", outputFolder], join(root, folder));
const bill = JSON.stringify(billOfMaterials(lock), null, 2);
await writeFile(join(outputFolder, `shoal-${lock.version}.cdx.json`), `${bill}\n`);
// One after the other: each takes half a gigabyte of memory.
for (const target of chosen) await writeArchive(target);
await writeChecksums();

async function writeArchive(target: Target): Promise<void> {
  const name = `shoal-${lock.version}-${target.platform}`;
  const executable = join(outputFolder, executableName(target));
  const bytes = await buildExecutable({ root, webFolder: join(root, "dist/web"), target, outputFile: executable });
  const files = [
    { path: `${name}/${executableName(target)}`, content: await Bun.file(executable).bytes(), isProgram: true },
    { path: `${name}/LICENSE`, content: license, isProgram: false },
  ];
  const archive = target.isWindows ? packZip(files) : await packTarZstd(files);
  await writeFile(join(outputFolder, `${name}.${target.isWindows ? "zip" : "tar.zst"}`), archive);
  await rm(executable);
  console.log(`${target.platform}: ${megabytes(bytes)}, compressed ${megabytes(archive.length)}.`);
}

/** In the form of `sha256sum`. */
async function writeChecksums(): Promise<void> {
  const lines: string[] = [];
  for (const name of (await readdir(outputFolder)).sort()) {
    const content = await Bun.file(join(outputFolder, name)).bytes();
    lines.push(`${createHash("sha256").update(content).digest("hex")}  ${name}\n`);
    console.log(`${name}: ${megabytes(content.length)}`);
  }
  await writeFile(join(outputFolder, "SHA256SUMS"), lines.join(""));
  console.log("Made the release: dist/release.");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
