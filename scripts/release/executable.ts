import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { serverBundle } from "../server-bundle.ts";
import { fetchRuntime } from "./runtimes.ts";
import { executableName, type Target } from "./targets.ts";

interface ExecutableOptions {
  /** The project, or a copy of its source. */
  readonly root: string;
  /** Where the built page is. */
  readonly webFolder: string;
  /** Default: this machine, with the Bun that runs this program. */
  readonly target?: Target | undefined;
  /** The file to write. It appears whole or not at all. */
  readonly outputFile: string;
}

/**
 * Builds Shoal as one file: Bun, the server with its threads, and the page. The same source gives the same bytes, in whichever folder and
 * under whichever name they are written.
 *
 * @returns How many bytes it has.
 * @throws When the working folder is not `root`: Bun names parts of the bundle by their paths from there.
 */
export async function buildExecutable({ root, webFolder, target, outputFile }: ExecutableOptions): Promise<number> {
  if (process.cwd() !== root) throw new Error(`An executable must be built from within ${root}.`);
  if (!existsSync(join(webFolder, "manifest.json"))) throw new Error("The page is not built: npm run build does that.");
  await mkdir(dirname(outputFile), { recursive: true });
  const draftFolder = await mkdtemp(join(dirname(outputFile), ".building-"));
  try {
    const isWindows = target?.isWindows ?? process.platform === "win32";
    // Its name is a part of the content: Bun calls the entry after it.
    const draft = join(draftFolder, executableName({ isWindows }));
    await Bun.build({
      // The page lies beside the bundle's files.
      ...(await serverBundle(root, (folder) => `./${basename(folder)}`)),
      // Names stay, for the log's stacks.
      minify: { whitespace: true, syntax: true },
      compile: {
        ...(target === undefined ? {} : { target: target.name }),
        executablePath: target === undefined ? process.execPath : await fetchRuntime(root, target),
        outfile: draft,
        assets: [webFolder],
        // Files of the folder from which it is called change nothing.
        autoloadDotenv: false,
        autoloadBunfig: false,
      },
    });
    const { size } = Bun.file(draft);
    await rename(draft, outputFile);
    return size;
  } finally {
    await rm(draftFolder, { recursive: true, force: true });
  }
}
