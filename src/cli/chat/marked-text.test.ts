import { expect, test } from "bun:test";
import type { Paint } from "../terminal-text.ts";
import { excerptOf, markedLines, withPrefix } from "./marked-text.ts";

/** Brackets around what stands out. */
const bracket: Paint = (colour, text) => (colour === "yellow" ? `[${text}]` : text);

/** The marks are in brackets. */
function marked(text: string): Parameters<typeof excerptOf>[0] {
  const marks: { start: number; length: number }[] = [];
  let plain = "";
  for (const [index, part] of text.split(/[[\]]/).entries()) {
    if (index % 2 === 1) marks.push({ start: plain.length, length: part.length });
    plain += part;
  }
  return { text: plain, marks };
}

test("marks stay where they are, over the ends of lines and behind what a stranger made invisible", () => {
  const text = marked("\u202ea fish, [a very long] reef and [小]鱼");
  expect(markedLines(text, 20, bracket)).toEqual(["\\u202ea fish, [a very]", "[long] reef and [小]鱼"]);
  expect(markedLines(withPrefix("1. ", text), 80, bracket)).toEqual(["1. \\u202ea fish, [a very long] reef and [小]鱼"]);
});

test("a long text is cut around its first mark, on one line, and no character in half", () => {
  const long = `${"🐟".repeat(100)} one\n[two]\tthree ${"🐟".repeat(100)} [four]`;
  const [line = ""] = markedLines(excerptOf(marked(long)), 1_000, bracket);
  expect(line).toMatch(/^…🐟+ one \[two\] three 🐟+…$/u);
  expect(line.isWellFormed()).toBe(true);
  expect(excerptOf(marked("a [fish]"))).toEqual(marked("a [fish]"));
});
