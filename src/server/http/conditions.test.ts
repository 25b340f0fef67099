import { expect, test } from "bun:test";
import { isTagNamed, negotiateEncoding } from "./conditions.ts";

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['"b","a"', true],
  ["*", true],
  [" * ", true],
  ['"x, \\"a"', false],
  ['"b"', false],
  ["a", false],
  ["", false],
  [null, false],
])("If-None-Match: %s names the tag: %p", (header, expected) => {
  expect(isTagNamed(header, '"a"')).toBe(expected);
});

test("a comma inside a tag does not end it", () => {
  expect(isTagNamed('"b", "a,c"', '"a,c"')).toBe(true);
  expect(isTagNamed('"a,c"', '"c"')).toBe(false);
});

test.each([
  ["br, gzip", "br"],
  ["gzip, br", "br"],
  ["gzip;q=1.0, br;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.0", "identity"],
  ["br; Q=0.000", "identity"],
  ["x-br", "identity"],
  ["brotli", "identity"],
  ["*", "br"],
  ["*;q=0", "identity"],
  ["br;q=0, *", "gzip"],
  ["identity, br;q=0.5", "identity"],
  ["identity;q=0.5, br;q=0.5", "br"],
  ["identity;q=0", "identity"],
  ["x-gzip", "gzip"],
  ["BR", "br"],
  ["br;q=many", "identity"],
  ["", "identity"],
  [null, "identity"],
])("Accept-Encoding: %s is answered with %s", (header, expected) => {
  expect(negotiateEncoding(header, ["br", "gzip"])).toBe(expected as "br" | "gzip" | "identity");
});
