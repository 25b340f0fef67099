import { expect, test } from "bun:test";
import { mentionsIn } from "./mentions.ts";

const people = [
  { nickname: "ann", userId: "u_ann" },
  { nickname: "ann lee", userId: "u_lee" },
  { nickname: "小鱼", userId: "u_fish" },
  { nickname: "all" },
];

function named(text: string): (readonly [string, string | undefined])[] {
  return mentionsIn(text, people, 50).map(({ start, length, userId }) => [text.slice(start, start + length), userId] as const);
}

test("[P44a] a text names people by their whole names, the longest that fits", () => {
  expect(named("@ann hello @ann lee, and @小鱼你好")).toEqual([
    ["@ann", "u_ann"],
    ["@ann lee", "u_lee"],
    ["@小鱼", "u_fish"],
  ]);
  expect(named("问问@ann吧 @all")).toEqual([
    ["@ann", "u_ann"],
    ["@all", undefined],
  ]);
});

test("mail addresses, parts of names and unknown names are none", () => {
  expect(named("me@ann.example @anna @bob @ @@ann")).toEqual([["@ann", "u_ann"]]);
});

test("there are so many at most", () => {
  expect(mentionsIn("@ann ".repeat(100), people, 50)).toHaveLength(50);
});
