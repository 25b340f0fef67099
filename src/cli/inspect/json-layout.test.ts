import { expect, test } from "bun:test";
import fc from "fast-check";
import { layOutJson } from "./json-layout.ts";

test("a value that fits on a line stays on it, others are opened level by level", () => {
  const text = '{"type":"events","events":[{"seq":1,"text":"hi"},{"seq":2,"text":"小鱼小鱼小鱼"}],"more":[],"none":{}}';
  expect(layOutJson(text, 40)).toEqual([
    "{",
    '  "type": "events",',
    '  "events": [',
    '    { "seq": 1, "text": "hi" },',
    '    { "seq": 2, "text": "小鱼小鱼小鱼" }',
    "  ],",
    '  "more": [],',
    '  "none": {}',
    "}",
  ]);
});

test("nothing is changed but the space between", () => {
  expect(layOutJson('{"2":12345678901234567890,"1":1.0,"1":"\\u0041"}', 80)).toEqual([
    '{ "2": 12345678901234567890, "1": 1.0, "1": "\\u0041" }',
  ]);
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 1, max: 80 }), (text, columns) => {
      const lines = layOutJson(text, columns);
      if (lines !== undefined) expect(JSON.parse(lines.join("\n"))).toEqual(JSON.parse(text));
    }),
  );
});

test("other text and JSON that nests too deep are left as they are", () => {
  for (const text of ["hello", "", "{", "42", '{"a":1} x', "[".repeat(1000) + "]".repeat(1000)]) {
    expect(layOutJson(text, 80)).toBeUndefined();
  }
});
