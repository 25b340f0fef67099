import { describe, expect, test } from "bun:test";
import { errorTable } from "../../client/index.ts";
import { languageOf } from "../state/preferences.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

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
