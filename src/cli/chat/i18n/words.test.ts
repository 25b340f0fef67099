import { expect, test } from "bun:test";
import type { HelpGroup } from "../help-group.ts";
import { en } from "./en.ts";
import { wordsOf } from "./words.ts";
import { zh } from "./zh.ts";

test.each(["zh_CN.UTF-8", "zh", "zh-TW", "zh_HK.Big5", "ZH_cn", "zh_Hans_SG@pinyin"])("%s is Chinese", (LANG) => {
  expect(wordsOf({ LANG })).toBe(zh);
});

test.each(["", "C", "POSIX", "C.UTF-8", "en_GB.UTF-8", "de_DE", "zha_CN", "zhx"])("%p is English", (LANG) => {
  expect(wordsOf({ LANG })).toBe(en);
});

test("LC_ALL goes before LC_MESSAGES, and that before LANG; an empty variable counts as missing", () => {
  expect(wordsOf({ LC_ALL: "C", LC_MESSAGES: "zh_CN", LANG: "zh_CN" })).toBe(en);
  expect(wordsOf({ LC_ALL: "", LC_MESSAGES: "zh_CN", LANG: "en_GB" })).toBe(zh);
  expect(wordsOf({ LC_MESSAGES: "", LANG: "zh_CN" })).toBe(zh);
  expect(wordsOf({})).toBe(en);
});

test("the commands of the help are the same in both languages", () => {
  const commandsIn = (groups: readonly HelpGroup[]): string[] =>
    groups
      .flatMap(({ lines }) => lines)
      .join("\n")
      .match(/(?<!\/)\/[a-z-]+|--[a-z]+/g) ?? [];
  expect(commandsIn(zh.commandHelp)).toEqual(commandsIn(en.commandHelp));
});
