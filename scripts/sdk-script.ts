import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dir);
const scriptName = "shoal.js";

/** What a page without a bundler needs to know of the script. */
export interface SdkIntegrity {
  /** The version of the SDK. */
  readonly version: string;
  /** The script's name, beside this file. */
  readonly file: string;
  /** For the attribute `integrity`: the script's SHA-384. */
  readonly integrity: string;
}

/** The files of `writeSdkScript`. */
export interface SdkScriptFiles {
  readonly script: string;
  readonly integrity: string;
}

/** Writes the whole SDK as one module that imports nothing, for pages without a bundler, and beside it how to check it. */
export async function writeSdkScript(folder: string): Promise<SdkScriptFiles> {
  const files = { script: join(folder, scriptName), integrity: join(folder, "integrity.json") };
  const { outputs } = await Bun.build({
    entrypoints: [join(root, "src/client/index.ts")],
    target: "browser",
    minify: true,
  });
  const [bundle] = outputs;
  if (bundle === undefined) throw new Error("The SDK was not built.");
  const text = await bundle.text();
  const { version } = await Bun.file(join(root, "package.json")).json();
  const integrity = `sha384-${new Bun.CryptoHasher("sha384").update(text).digest("base64")}`;
  await mkdir(folder, { recursive: true });
  await writeFile(files.script, text);
  const told: SdkIntegrity = { version, file: scriptName, integrity };
  await writeFile(files.integrity, `${JSON.stringify(told, null, 2)}\n`);
  return files;
}
