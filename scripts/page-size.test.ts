import { expect, test } from "bun:test";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../test/support/temporary-folder.ts";
import { buildPage } from "./build-page.ts";

/** The whole page is built and compressed. */
const BUILD_MS_MAX = 60_000;
/** Until a visitor sees the sign-in. */
const ENTRY_BYTES_MAX = 41.75 * 1024;
/** Until a member sees a conversation. */
const CHAT_BYTES_MAX = 90.5 * 1024;
const STYLE_BYTES_MAX = 9 * 1000;
/** A sentence of each language: a visitor loads one of them. */
const sentences = ["Pick a nickname and join the shoal.", "起个昵称"];

test(
  "what a visitor loads before the page is there stays small, in every language",
  async () => {
    await using folder = await temporaryFolder();
    await buildPage(join(import.meta.dir, "../src/web"), join(folder.path, "web"));
    const pageFolder = join(folder.path, "web");
    const html = await readFile(join(pageFolder, "index.html"), "utf8");
    const compressedBytes = async (address: string) => (await stat(join(pageFolder, `${address}.gz`))).size;
    const total = async (addresses: Iterable<string>) =>
      (await Promise.all([...new Set(addresses)].map(compressedBytes))).reduce((sum, bytes) => sum + bytes, 0);

    const scripts = [...html.matchAll(/"(\.\/assets\/[\w-]+\.js)"/g)].map(([, address = ""]) => address);
    const entry = await withImports(
      pageFolder,
      scripts.filter((address) => address.includes("/main-")),
    );
    const styles = [...html.matchAll(/"stylesheet" href="(\.\/assets\/[\w-]+\.css)"/g)].map(([, address = ""]) => address);
    for (const sentence of sentences) {
      const words = await fileWith(join(pageFolder, "assets"), sentence);
      expect(await total([...entry, `./assets/${words}`])).toBeLessThanOrEqual(ENTRY_BYTES_MAX);
      expect(await total([...scripts, `./assets/${words}`])).toBeLessThanOrEqual(CHAT_BYTES_MAX);
    }
    expect(await total(styles)).toBeLessThanOrEqual(STYLE_BYTES_MAX);
  },
  BUILD_MS_MAX,
);

async function withImports(pageFolder: string, addresses: readonly string[]): Promise<readonly string[]> {
  const found = new Set(addresses);
  for (const address of found) {
    const text = await readFile(join(pageFolder, address), "utf8");
    for (const [, imported = ""] of text.matchAll(/\b(?:from|import)\s*"([^"]+\.js)"/g)) {
      found.add(`.${new URL(imported, new URL(address, "http://page")).pathname}`);
    }
  }
  return [...found];
}

async function fileWith(folder: string, text: string): Promise<string> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(".js") && (await readFile(join(folder, name), "utf8")).includes(text)) return name;
  }
  throw new Error(`No script has “${text}”.`);
}
