import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackTar } from "modern-tar";
import { runProgram } from "./run-program.ts";
import type { Target } from "./targets.ts";

/** Bun's largest package has 40 MB. */
const PACKAGE_BYTES_MAX = 200_000_000;

/**
 * The Bun that package-lock.json pins, for a target: from npm, once. What npm hands out must be what the lock file names, to the byte.
 *
 * @returns The path of the binary.
 */
export async function fetchRuntime(root: string, target: Target): Promise<string> {
  const { version, integrity } = await lockedPackage(root, target.package);
  const cacheFolder = join(root, "node_modules/.cache/shoal-runtimes");
  const runtime = join(cacheFolder, `${target.package.replace("/", "-")}-${version}`);
  if (existsSync(runtime)) return runtime;
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "fetch-"));
  try {
    console.log(`Fetching ${target.package} ${version} from npm …`);
    const request = ["npm", "pack", `${target.package}@${version}`, "--prefer-offline", "--pack-destination", folder];
    const fileName = (await runProgram([...request, "--silent"], folder)).trim();
    const binary = await binaryOf(await readFile(join(folder, fileName)), integrity, target);
    const draft = join(folder, "bun");
    await writeFile(draft, binary);
    await chmod(draft, 0o755);
    await rename(draft, runtime);
    return runtime;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes the binary out of a package. Throws when the package is not the one of that integrity, as package-lock.json writes it: `sha512-…`. */
export async function binaryOf(archive: Uint8Array<ArrayBuffer>, integrity: string, target: Target): Promise<Uint8Array> {
  if (archive.length > PACKAGE_BYTES_MAX) throw new Error(`${target.package} has more than ${PACKAGE_BYTES_MAX} bytes.`);
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found !== integrity)
    throw new Error(`${target.package} is not the package that package-lock.json names: its integrity is ${found}.`);
  const path = `package/bin/${target.isWindows ? "bun.exe" : "bun"}`;
  const [entry] = await unpackTar(Bun.gunzipSync(archive), { filter: ({ name }) => name === path });
  if (entry?.data === undefined) throw new Error(`${target.package} lacks ${path}.`);
  return entry.data;
}

async function lockedPackage(root: string, name: string): Promise<{ version: string; integrity: string }> {
  const { packages } = await Bun.file(join(root, "package-lock.json")).json();
  const found = packages[`node_modules/${name}`];
  if (found === undefined) throw new Error(`package-lock.json lacks ${name}.`);
  return found;
}
