import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { tokenize } from "./tokenize.ts";

function links(text: string): string[] {
  return tokenize(text).flatMap((node) => (node.type === "link" ? [node.text] : []));
}

describe("a message's text", () => {
  test("is one node when it has no link", () => {
    expect(tokenize("good morning\nann")).toEqual([{ type: "text", text: "good morning\nann" }]);
    expect(tokenize("")).toEqual([]);
  });

  test("has links between its words", () => {
    expect(tokenize("see https://example.com/a_b?c=d, ben")).toEqual([
      { type: "text", text: "see " },
      { type: "link", text: "https://example.com/a_b?c=d", href: "https://example.com/a_b?c=d" },
      { type: "text", text: ", ben" },
    ]);
  });

  test("ends a URL at full-width punctuation", () => {
    expect(links("https://例子.测试/路径。后面")).toEqual(["https://例子.测试/路径"]);
    expect(links("（见https://example.com/x）还有https://example.com/y，对吧？")).toEqual([
      "https://example.com/x",
      "https://example.com/y",
    ]);
    expect(links("“https://example.com/”")).toEqual(["https://example.com/"]);
  });

  test("leaves the sentence's own punctuation and brackets out of the URL", () => {
    expect(links("(https://example.com/fish).")).toEqual(["https://example.com/fish"]);
    expect(links("https://example.com/fish_(animal)!")).toEqual(["https://example.com/fish_(animal)"]);
  });

  test("takes nothing for a link that is not http", () => {
    expect(links("javascript:alert(1) data:text/html,x ftp://example.com http:// https://")).toEqual([]);
  });

  test("loses no character, whatever it says", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("https://", "http://a.b", ")", "。", "\n", "(", "…", "鱼"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        expect(
          tokenize(text)
            .map((node) => node.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  // In time that grows with the square of the length these take minutes, and the test runs out of its own.
  test.each([")", ").", ")]}", "."])("is read in time that grows with its length: %s again and again", (piece) => {
    const surplus = piece.repeat(200_000);
    expect(tokenize(`https://example.com/${surplus}`).map(({ text }) => text)).toEqual(["https://example.com/", surplus]);
  });
});
