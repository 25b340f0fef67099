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

  test.each([
    "https://en.wikipedia.org/wiki/Devil's_advocate",
    "https://fr.wikipedia.org/wiki/L’Équipe",
    "https://en.wikipedia.org/wiki/Foo_(bar)",
    "https://example.org/a[1]{2}",
    "https://example.org/?a=b&c=d/#e",
    "https://he.wikipedia.org/wiki/צה״ל",
    "https://ca.wikipedia.org/wiki/Col·lapse",
    "https://zh.wikipedia.org/wiki/鱼群QQ",
    "https://example.org/?q=鱼",
    "https://例子.测试/路径",
  ])("takes the whole of %s", (url) => {
    expect(links(url)).toEqual([url]);
    expect(links(`see ${url}, please`)).toEqual([url]);
    expect(links(`(${url})`)).toEqual([url]);
    expect(links(`'${url}'`)).toEqual([url]);
    expect(links(`‘${url}’`)).toEqual([url]);
  });

  test.each([..."؟،۔।։»›’”)]}.,;:!?'…。，、！？：；）】」』》〉။។።؛॥⟩𑁇"])("leaves a final %s out of the URL", (mark) => {
    expect(links(`https://example.org/f${mark}`)).toEqual(["https://example.org/f"]);
    expect(links(`https://example.org/f${mark}${mark} next`)).toEqual(["https://example.org/f"]);
    expect(links(`www.example.org${mark}`)).toEqual(["www.example.org"]);
    expect(links(`ann@example.org${mark}`)).toEqual(["ann@example.org"]);
  });

  test("ends a URL where Chinese, Japanese or Korean goes on behind a letter or a digit", () => {
    expect(links("看https://example.org/x吧")).toEqual(["https://example.org/x"]);
    expect(links("看https://example.org吧")).toEqual(["https://example.org"]);
    expect(links("https://example.org/x를 보세요 https://example.org/yを見て")).toEqual([
      "https://example.org/x",
      "https://example.org/y",
    ]);
    expect(links("https://example.org/x（例子）")).toEqual(["https://example.org/x"]);
    expect(links("联系ann@example.org吧，或者www.example.org吧")).toEqual(["ann@example.org", "www.example.org"]);
  });

  test("ends a URL before a character that is invisible or changes the direction", () => {
    expect(links("https://example.org/\u202egpj.exe")).toEqual(["https://example.org/"]);
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (!/[\p{Cf}\p{Cc}\p{Z}\p{Bidi_Control}]/u.test(character)) continue;
      expect(links(`https://example.org/a${character}b`), code.toString(16)).toEqual(["https://example.org/a"]);
      expect(links(`www.example.org/a${character}b`), code.toString(16)).toEqual(["www.example.org/a"]);
    }
  });

  test("parts two URLs between quotes", () => {
    expect(links("'https://a.example/x','https://b.example/y'")).toEqual(["https://a.example/x", "https://b.example/y"]);
    expect(links('"https://a.example/x","https://b.example/y"')).toEqual(["https://a.example/x", "https://b.example/y"]);
  });

  test("links a host that begins with www, and an address for mail", () => {
    const hrefs = (text: string) => tokenize(text).flatMap((node) => (node.type === "link" ? [node.href] : []));
    expect(hrefs("www.example.org/a?b")).toEqual(["https://www.example.org/a?b"]);
    expect(hrefs("WWW.Example.org.")).toEqual(["https://www.example.org/"]);
    expect(hrefs("ann@example.org")).toEqual(["mailto:ann@example.org"]);
    expect(hrefs("<ann.b+c@mail.example.org>, o'neil@example.org")).toEqual([
      "mailto:ann.b%2Bc@mail.example.org",
      "mailto:o'neil@example.org",
    ]);
    expect(hrefs("a?subject=x@example.org")).toEqual(["mailto:a%3Fsubject%3Dx@example.org"]);
    expect(hrefs("https://ann@example.org/")).toEqual(["https://ann@example.org/"]);
  });

  test("takes nothing for a link that is no address", () => {
    expect(links("javascript:alert(1) data:text/html,x ftp://example.com http:// https://")).toEqual([]);
    expect(links("www. www.example awww.example.org @ann ann@ ann@localhost a@b@ @example.org 3@4")).toEqual([]);
  });

  test("loses no character of any text", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("https://", "http://a.b", "www.", "a@b.", "'", ")", "。", "\n", "(", "…", "鱼", "؟"),
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
  test.each(["a", "a.", "a'", "www.", "a@", "a@a.", "鱼", "www.a.", "https://", "x؟", "-"])(
    "is read in time that grows with its length: %s alone",
    (piece) => {
      const text = piece.repeat(200_000);
      expect(
        tokenize(text)
          .map((node) => node.text)
          .join("").length,
      ).toBe(text.length);
    },
  );

  test.each([")", ").", ")]}", "."])("is read in time that grows with its length: %s again and again", (piece) => {
    const surplus = piece.repeat(200_000);
    expect(tokenize(`https://example.com/${surplus}`).map(({ text }) => text)).toEqual(["https://example.com/", surplus]);
  });
});
