import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRightToLeft, languageList, languageListName, listLanguages } from "../../../scripts/list-languages.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { errorTable } from "../../client/index.ts";
import { languageOf } from "../state/preferences.ts";
import { languageNames } from "./dictionaries.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

test("the list of languages is that of the files beside it", async () => {
  const listed = await Bun.file(join(import.meta.dir, languageListName)).text();
  expect(listed).toBe(await languageList(import.meta.dir));
});

test("a new file is a new language", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["en.ts", "pt-br.ts", "words.ts", "i18n.test.ts"]) await writeFile(join(folder.path, name), "");
  await listLanguages(folder.path);
  const list = await Bun.file(join(folder.path, languageListName)).text();
  expect(list).toContain('  "pt-br": async () => (await import("./pt-br.ts")).ptBr,');
  expect(list.match(/import\(/g)).toHaveLength(2);
});

test("each language stands in the menu in its own words, and has its direction", () => {
  expect(languageNames).toEqual({ en: "English", zh: "中文" });
  expect(["en", "zh", "ar", "he", "fa", "ur", "pt-br"].filter(isRightToLeft)).toEqual(["ar", "he", "fa", "ur"]);
});

describe("the page's words", () => {
  test("have a sentence for every error, in every language", () => {
    for (const dictionary of [en, zh]) {
      expect(Object.keys(dictionary.errors).sort()).toEqual(Object.keys(errorTable).sort());
      for (const sentence of Object.values(dictionary.errors)) expect(sentence).not.toBe("");
    }
  });

  test("count as their language does", () => {
    expect(en.messages.newBelow(1)).toBe("1 new message");
    expect(en.messages.newBelow(1_200)).toBe("1,200 new messages");
    expect(zh.messages.newBelow(1)).toBe("1 条新消息");
  });

  test("name the typing members", () => {
    expect(en.people.typing(["ann"])).toBe("ann is typing…");
    expect(en.people.typing(["ann", "ben"])).toBe("ann and ben are typing…");
    expect(en.people.typing(["ann", "ben", "小鱼"])).toBe("Several people are typing…");
  });

  test("come in the first language of the reader's that the page speaks", () => {
    expect(languageOf(["fr-FR", "zh-TW", "en"])).toBe("zh");
    expect(languageOf(["en-GB", "zh"])).toBe("en");
    expect(languageOf(["fr"])).toBe("en");
  });
});
