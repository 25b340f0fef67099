import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildPage } from "../../scripts/build-page.ts";
import { projectFolder } from "../support/server-process.ts";

/** A sentence of the words of the language that the measured browser asks for. */
const SENTENCE = "Pick a nickname and join the shoal.";
const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024;

/** Builds the page of the working tree into `folder`. Returns where it is. */
export async function buildOwnPage(folder: string): Promise<string> {
  const pageFolder = join(folder, "web");
  await buildPage(join(projectFolder, "src/web"), pageFolder);
  return pageFolder;
}

/** Builds the page of another commit into `folder`, by that commit's own script and with the packages of the working tree. */
export function buildPageOf(commit: string, folder: string): string {
  mkdirSync(folder);
  const archive = execFileSync("git", ["archive", commit], { cwd: projectFolder, maxBuffer: ARCHIVE_BYTES_MAX });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, ["scripts/build-page.ts"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return join(folder, "dist/web");
}

/** Compressed bytes that a browser loads. */
export interface PageBytes {
  /** Scripts until the sign-in is there. */
  readonly entryBytes: number;
  /** Scripts until a signed-in user can type. */
  readonly chatBytes: number;
  readonly styleBytes: number;
}

export function bytesOfPage(pageFolder: string): PageBytes {
  const html = readFileSync(join(pageFolder, "index.html"), "utf8");
  const total = (addresses: Iterable<string>): number =>
    [...new Set(addresses)].reduce((sum, address) => sum + statSync(join(pageFolder, `${address}.gz`)).size, 0);
  const scripts = [...html.matchAll(/"(\/assets\/[\w-]+\.js)"/g)].map(([, address = ""]) => address);
  const styles = [...html.matchAll(/"stylesheet" href="(\/assets\/[\w-]+\.css)"/g)].map(([, address = ""]) => address);
  const words = `/assets/${scriptWith(join(pageFolder, "assets"), SENTENCE)}`;
  const entry = scripts.filter((address) => address.includes("/main-"));
  return {
    entryBytes: total([...withImports(pageFolder, entry), words]),
    chatBytes: total([...withImports(pageFolder, scripts), words]),
    styleBytes: total(styles),
  };
}

function withImports(pageFolder: string, addresses: readonly string[]): ReadonlySet<string> {
  const found = new Set(addresses);
  for (const address of found) {
    const text = readFileSync(join(pageFolder, address), "utf8");
    for (const [, imported = ""] of text.matchAll(/\b(?:from|import)\s*"([^"]+\.js)"/g)) {
      found.add(new URL(imported, new URL(address, "http://page")).pathname);
    }
  }
  return found;
}

function scriptWith(folder: string, text: string): string {
  const name = readdirSync(folder).find(
    (each) => each.endsWith(".js") && readFileSync(join(folder, each), "utf8").includes(text),
  );
  if (name === undefined) throw new Error(`No script has “${text}”.`);
  return name;
}
