import { expect, test } from "bun:test";
import { plainTextOf } from "./plain-text.ts";

test.each([
  ["**重要**的事", "重要的事"],
  ["> 小鱼: hi\n\nyes, *really*", "小鱼: hi yes, really"],
  ["1. a\n2. b\n- c", "1. a 2. b c"],
  ["```ts\nconst a = 1;\n  b();\n```\ndone", "const a = 1; b(); done"],
  ["see ~~https://example.org/x_y~~ and `snake_case`", "see https://example.org/x_y and snake_case"],
  ["2*3*4 stays", "2*3*4 stays"],
  ["", ""],
])("the plain text of %j", (text, plain) => {
  expect(plainTextOf(text)).toBe(plain);
});

test("has the shown names of its mentions", () => {
  expect(plainTextOf("hi **@ann**", [{ start: 5, length: 4, label: "@Ann Lee" }])).toBe("hi @Ann Lee");
});
