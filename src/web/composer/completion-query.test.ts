import { describe, expect, test } from "bun:test";
import { emojiCompletion } from "../emoji/emoji-completion.ts";
import { completionQuery } from "./completion-query.ts";
import type { CompletionSource } from "./completion-source.ts";

const people: CompletionSource = {
  trigger: "@",
  queryLengthMin: 0,
  query: /^\S*$/,
  title: () => "People",
  find: () => [],
  insert: ({ label }) => `@${label} `,
};

function queryIn(text: string, caret = text.length) {
  const query = completionQuery(text, caret, [emojiCompletion, people]);
  return query && [query.source.trigger, query.text, query.start, query.end];
}

describe("a word is completed", () => {
  test("from its trigger to the caret", () => {
    expect(queryIn(":sm")).toEqual([":", "sm", 0, 3]);
    expect(queryIn("hi :smile and so on", 8)).toEqual([":", "smil", 3, 8]);
    expect(queryIn("(:+1")).toEqual([":", "+1", 1, 4]);
    expect(queryIn("hi @")).toEqual(["@", "", 3, 4]);
    expect(queryIn("hi @小鱼")).toEqual(["@", "小鱼", 3, 6]);
  });

  test("also behind Chinese, which has no spaces", () => {
    expect(queryIn("好:sm")).toEqual([":", "sm", 1, 4]);
    expect(queryIn("𠮷，:微笑")).toEqual([":", "微笑", 3, 6]);
    expect(queryIn("告诉@小")).toEqual(["@", "小", 2, 4]);
  });

  test.each([":s", "12:30", " :30", "a:sm", "https://ex", "::sm", ": sm", ":sm ", ":)", "", "mail@ann", `:${"a".repeat(60)}`])(
    "but %j is none",
    (text) => {
      expect(queryIn(text)).toBeUndefined();
    },
  );

  test("and nothing is chosen by itself where Chinese goes on behind a colon", () => {
    const isTentative = (text: string) => completionQuery(text, text.length, [emojiCompletion])?.isTentative;
    expect([isTentative("他说:哈哈"), isTentative(":哈哈"), isTentative("他说:ha")]).toEqual([true, false, false]);
  });
});
