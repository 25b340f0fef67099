import { expect, test } from "bun:test";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { ChatError } from "./chat-error.ts";
import { safeFileName, saveFile, targetOf } from "./saved-file.ts";

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

test.each([
  ["reef.png", "reef.png"],
  ["礁石 🐟.png", "礁石 🐟.png"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Windows\\win.ini", "win.ini"],
  [".bashrc", "bashrc"],
  ["..", "file"],
  ["", "file"],
  ["a\u202egnp.exe", "agnp.exe"],
  ["a\u0000b\n.txt", "ab.txt"],
  ["CON", "_CON"],
  ["nul.tar.gz", "_nul.tar.gz"],
  ["com1 .txt", "com1 .txt"],
  ["console.log", "console.log"],
  ['what?<is>:"this"|*.txt', "what__is___this___.txt"],
  ["ends with dots. . .", "ends with dots"],
  [`${"鱼".repeat(200)}.png`, `${"鱼".repeat(78)}.png`],
])("the name %p becomes %p on the disk", (raw, safe) => {
  expect(safeFileName(raw)).toBe(safe);
});

test("nothing is overwritten: a taken name gets a number", async () => {
  await using folder = await temporaryFolder();
  const wanted = join(folder.path, "reef.tar.gz");
  await writeFile(wanted, "mine");
  await symlink("/nowhere", join(folder.path, "reef.tar (1).gz"));
  expect(await saveFile(chunksOf("one ", "two"), wanted)).toBe(join(folder.path, "reef.tar (2).gz"));
  expect(await readFile(join(folder.path, "reef.tar (2).gz"), "utf8")).toBe("one two");
  expect(await readFile(wanted, "utf8")).toBe("mine");
  const together = await Promise.all([saveFile(chunksOf("a"), wanted), saveFile(chunksOf("b"), wanted)]);
  expect(new Set(together).size).toBe(2);
  expect((await readdir(folder.path)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a file that does not come whole leaves nothing, and while it comes it has another name", async () => {
  await using folder = await temporaryFolder();
  let during: readonly string[] = [];
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield* chunksOf("half");
    during = await readdir(folder.path);
    throw new Error("cancelled");
  }
  await expect(saveFile(cut(), join(folder.path, "reef.png"))).rejects.toThrow("cancelled");
  expect(during).toEqual(["reef.png.part"]);
  expect(await readdir(folder.path)).toEqual([]);
});

test("a folder takes the file under its own name, and any other path is the name", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "sea"));
  expect(await targetOf("../reef.png", join(folder.path, "sea"))).toBe(join(folder.path, "sea", "reef.png"));
  expect(await targetOf("reef.png", join(folder.path, "mine.png"))).toBe(join(folder.path, "mine.png"));
  expect(await targetOf("reef.png", undefined)).toBe("reef.png");
  const missing = saveFile(chunksOf("x"), await targetOf("reef.png", join(folder.path, "missing/")));
  await expect(missing).rejects.toBeInstanceOf(ChatError);
});
