import { describe, expect, test } from "bun:test";
import { isEmojiOnly } from "../text/emoji-only.ts";
import { chinese } from "./chinese-names.ts";
import { EmojiTable } from "./emoji-table.ts";
import { english } from "./english-names.ts";
import { quickEmoji } from "./quick-emoji.ts";

const inEnglish = new EmojiTable(english);
const inChinese = new EmojiTable(english, chinese);
const found = (table: EmojiTable, query: string) => table.find(query, 8).map(({ emoji }) => emoji);

describe("the emoji", () => {
  test("have a name in both languages, and each is shown large", () => {
    for (const table of [inEnglish, inChinese]) {
      expect(table.groups).toHaveLength(9);
      for (const { emoji, name } of table.groups.flat()) {
        expect(name).not.toBe("");
        expect([emoji, isEmojiOnly(emoji)]).toEqual([emoji, true]);
      }
    }
    expect(inEnglish.get("👍")?.name).toBe("thumbs up");
    expect(inChinese.get("👍")?.name).toBe("拇指向上");
  });

  test("of the quick reactions are written as in the table", () => {
    for (const emoji of quickEmoji) expect(inEnglish.get(emoji)?.emoji).toBe(emoji);
  });
});

describe("an emoji is found", () => {
  test("by its code, its name and what belongs to it, the best first", () => {
    expect(found(inEnglish, "+1")[0]).toBe("👍");
    expect(found(inEnglish, "tada")[0]).toBe("🎉");
    expect(found(inEnglish, "FISH")[0]).toBe("🐟");
    expect(found(inEnglish, "red heart")).toContain("❤️");
    expect(found(inEnglish, "party")).toContain("🎉");
  });

  test("by its Chinese name, a part of it, and still by the English one", () => {
    expect(found(inChinese, "鱼")[0]).toBe("🐟");
    expect(found(inChinese, "拇指")).toContain("👍");
    expect(found(inChinese, "thumbs")).toContain("👍");
  });

  test("only when all words name it, and no more than asked for", () => {
    expect(found(inEnglish, "fish zebra")).toEqual([]);
    expect(found(inEnglish, " ")).toEqual([]);
    expect(inEnglish.find("a", 3)).toHaveLength(3);
  });
});
