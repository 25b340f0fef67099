import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { foldForSearch, foldWithStarts } from "./fold.ts";
import { hitsIn } from "./match.ts";
import { parseQuery } from "./query.ts";
import { characterToken, characterTokens, tokensOf } from "./tokens.ts";

/** The matched parts of the text. */
function found(text: string, query: string): string[] | undefined {
  return hitsIn(text, parseQuery(query))?.map(({ start, length }) => text.slice(start, start + length));
}

describe("[P50b] folding", () => {
  test.each([
    ["ＡＢＣ１２３", "abc123"],
    ["Crème BRÛLÉE", "creme brulee"],
    ["ﾊﾝｶｸ", "ハンカク"],
    ["Straße", "strasse"],
    ["ΣΊΣΥΦΟΣ", "σισυφοσ"],
    ["Ёлка", "елка"],
    ["が", "が"],
    ["한국", "한국"],
  ])("%s is searched as %s", (text, folded) => {
    expect(foldForSearch(text)).toBe(folded);
  });

  test("every unit of a folded text knows where it came from", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "É", "ß", "ﬁ", "中", "が", "e\u0301", "👩‍👧", " ", "Ｗ", "\u0301") });
    fc.assert(
      fc.property(texts, (text) => {
        const { text: folded, starts } = foldWithStarts(text);
        expect(folded).toBe(foldForSearch(text));
        expect(starts).toHaveLength(folded.length + 1);
        expect(starts).toEqual(starts.toSorted((one, other) => one - other));
        expect(starts.at(-1)).toBe(text.length);
      }),
    );
  });
});

describe("[P50a] matching", () => {
  test.each<[text: string, query: string, hits: string[] | undefined]>([
    ["Meet me at the harbour", "harb", ["harb"]],
    ["Meet me at the harbour", "arb", undefined],
    ["Meet me at the harbour", "me at", ["Me", "me", "at"]],
    ["Meet me at the harbour", '"me at"', ["me at"]],
    ["Meet me at the harbour", '"me a"', undefined],
    ["Meet me at the harbour", "harbour -meet", undefined],
    ["Meet me at the harbour", "harbour -mee", ["harbour"]],
    ["今天天气很好", "天", ["天天"]],
    ["今天天气很好", "天气", ["天气"]],
    ["今天天气很好", "天气很好", ["天气很好"]],
    ["今天天气很好", "气好", undefined],
    ["用Linux系统", "linux", ["Linux"]],
    ["用Linux系统", "linux系", ["Linux系"]],
    ["ＬＩＮＵＸ café", "linux CAFE", ["ＬＩＮＵＸ", "café"]],
    ["straße", "strasse", ["straße"]],
    ["snake_case", "snake", ["snake"]],
  ])("in “%s” %s finds %p", (text, query, hits) => {
    expect(found(text, query)).toEqual(hits);
  });

  test("any part of a text without spaces is found, and every word and its beginnings", () => {
    const han = fc.string({ unit: fc.constantFrom(..."天气今我们的鱼가나カナ"), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(han, fc.nat(), fc.nat(), (text, one, other) => {
        const [start, end] = [one % text.length, other % text.length].sort((a, b) => a - b) as [number, number];
        const part = text.slice(start, end + 1);
        expect(hitsIn(text, parseQuery(part))).toBeDefined();
        const tokens = tokensOf(text);
        const characters = [...part];
        for (const [at, next] of characters.slice(1).entries()) {
          expect(tokens).toContain(characterToken(characters[at] ?? "", next));
        }
        expect(characterTokens(characters.at(-1) ?? "").some((token) => tokens.has(token))).toBe(true);
      }),
    );
    const word = fc.string({ unit: fc.constantFrom(..."abcéÜß1_"), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.nat(), fc.nat(), (words, which, length) => {
        const chosen = words[which % words.length] ?? "";
        const beginning = chosen.slice(0, 1 + (length % chosen.length));
        expect(hitsIn(words.join(" "), parseQuery(beginning))).toBeDefined();
      }),
    );
  });
});

describe("[P50c] queries", () => {
  test("filters are read, and what is no filter is words", () => {
    expect(parseQuery('from:ann from:"Ben Lee" in:#Reef has:link has:fish before:2026-02 -boat "the plan"')).toEqual({
      wanted: [
        { text: "has:fish", isPhrase: false },
        { text: "the plan", isPhrase: true },
      ],
      unwanted: [{ text: "boat", isPhrase: false }],
      ...{ from: ["ann", "ben lee"], in: ["reef"], has: ["link"] },
      ...{ before: Date.UTC(2026, 1, 1), after: undefined },
    });
  });

  test("a day begins at the user's midnight", () => {
    expect(parseQuery("after:2026-01-31", 480).after).toBe(Date.UTC(2026, 0, 30, 16));
  });

  test("nothing is refused, and nothing takes long", () => {
    fc.assert(fc.property(fc.string(), (text) => parseQuery(text).wanted.length <= 16));
    for (const text of ['"'.repeat(512), "-".repeat(512), "from:".repeat(100), "a ".repeat(256), "天".repeat(170)])
      parseQuery(text);
  });
});
