import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runProgram } from "../../scripts/release/run-program.ts";

const root = dirname(dirname(import.meta.dir));
const builtPackage = join(root, "dist/sdk");

/** The SDK's package as npm would install it. */
export interface InstalledSdk {
  /** Paths of the package's files, as npm has packed them. */
  readonly files: readonly string[];
  /** Where it is installed. */
  readonly folder: string;
  /** The file that `import "shoal-client"` loads. */
  readonly entry: string;
}

/** Packs the built SDK, and installs it for programs in that folder. What it depends on comes from this project, and not from npm. */
export async function installSdkPackage(programFolder: string): Promise<InstalledSdk> {
  if (!existsSync(join(builtPackage, "package.json"))) throw new Error("The SDK is not built: npm run build does that.");
  const packed = await runProgram(
    ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", programFolder],
    builtPackage,
  );
  const [{ filename, files }]: [{ filename: string; files: { path: string }[] }] = JSON.parse(packed);
  const folder = join(programFolder, "node_modules/shoal-client");
  await mkdir(folder, { recursive: true });
  await runProgram(
    ["tar", "--extract", "--strip-components=1", "--file", join(programFolder, filename), "--directory", folder],
    root,
  );
  const { dependencies = {}, exports } = await Bun.file(join(folder, "package.json")).json();
  for (const name of Object.keys(dependencies))
    await symlink(join(root, "node_modules", name), join(programFolder, "node_modules", name));
  return { files: files.map(({ path }) => path), folder, entry: join(folder, exports["."].default) };
}
