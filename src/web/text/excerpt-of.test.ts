import { expect, test } from "bun:test";
import { excerptOf } from "./excerpt-of.ts";
import { splitHits } from "./split-hits.ts";

const shown = (text: string, wanted = 0): string =>
  excerptOf(text, undefined, wanted)
    .leaves.map(({ text }) => text)
    .join("")
    .trim();

test("an excerpt has no markup, and its blocks are apart", () => {
  expect(shown("**bold** and `code`\n> quoted\n- one\n- two")).toBe("bold and code quoted one two");
});

test("a hit is marked where it stands, whatever markup is before it", () => {
  const text = "**Good** *morning*, the slides";
  const hit = { start: text.indexOf("slides"), length: 6 };
  const parts = excerptOf(text, undefined, hit.start).leaves.flatMap(({ text, start }) => splitHits(text, start, [hit]));
  expect(parts.filter(({ isHit }) => isHit).map(({ text }) => text)).toEqual(["slides"]);
});

test("of a long text the part around the first hit is shown, and both ends are cut", () => {
  const text = `${"word ".repeat(400)}whale ${"word ".repeat(400)}`;
  const excerpt = excerptOf(text, undefined, text.indexOf("whale"));
  expect(excerpt).toMatchObject({ isCutAtStart: true, isCutAtEnd: true });
  const joined = excerpt.leaves.map(({ text }) => text).join("");
  expect(joined.indexOf("whale")).toBe(60);
  expect(joined).toHaveLength(300);
});

test("a mention is shown by the name of today", () => {
  const [leaf] = excerptOf("@ann hello", [{ start: 0, length: 4, label: "@Anna", userId: "u_ann" }], 0).leaves;
  expect(leaf).toEqual({ text: "@Anna", start: 0 });
});
