import { expect, test } from "bun:test";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../test/support/temporary-folder.ts";
import { buildPage } from "./build-page.ts";

const SCRIPT_BYTES_MAX = 70 * 1024;
const STYLE_BYTES_MAX = 8.25 * 1024;
/** A sentence of each language: a visitor loads one of them. */
const sentences = ["Pick a nickname and join the shoal.", "起个昵称"];

test("what a visitor loads before the page is there stays small, in every language", async () => {
  await using folder = await temporaryFolder();
  await buildPage(join(import.meta.dir, "../src/web"), join(folder.path, "web"));
  const pageFolder = join(folder.path, "web");
  const html = await readFile(join(pageFolder, "index.html"), "utf8");
  const compressedBytes = async (address: string) => (await stat(join(pageFolder, `${address}.gz`))).size;
  const total = async (addresses: Iterable<string>) =>
    (await Promise.all([...new Set(addresses)].map(compressedBytes))).reduce((sum, bytes) => sum + bytes, 0);

  const scripts = [...html.matchAll(/"(\/assets\/[\w-]+\.js)"/g)].map(([, address = ""]) => address);
  const styles = [...html.matchAll(/"(\/assets\/[\w-]+\.css)"/g)].map(([, address = ""]) => address);
  for (const sentence of sentences) {
    const words = await fileWith(join(pageFolder, "assets"), sentence);
    expect(await total([...scripts, `/assets/${words}`])).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
  }
  expect(await total(styles)).toBeLessThanOrEqual(STYLE_BYTES_MAX);
});

async function fileWith(folder: string, text: string): Promise<string> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(".js") && (await readFile(join(folder, name), "utf8")).includes(text)) return name;
  }
  throw new Error(`No script has “${text}”.`);
}
