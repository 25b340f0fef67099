import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { sha1 } from "./sha1.ts";

const hex = (text: string): string => sha1(new TextEncoder().encode(text)).toHex();

test("the vectors of RFC 3174 and FIPS 180", () => {
  expect(hex("")).toBe("da39a3ee5e6b4b0d3255bfef95601890afd80709");
  expect(hex("abc")).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
  expect(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe("84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  expect(hex("a".repeat(1_000_000))).toBe("34aa973cd4c4daa4f61eeb2bdbad27316534016f");
});

test("the same as the platform's, for every length around the edges of a block", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(sha1(bytes).toHex()).toBe(createHash("sha1").update(bytes).digest("hex"));
    }),
  );
});
