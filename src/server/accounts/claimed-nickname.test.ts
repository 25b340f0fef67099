import { expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../protocol/limits.ts";
import { claimedNicknames } from "./claimed-nickname.ts";
import { readNickname } from "./nickname.ts";

const firstOf = (...names: (string | undefined)[]): string | undefined => claimedNicknames(names)[0]?.text;

test("[P161b] a new user is called what the provider calls them, or that with a number, or with a random end", () => {
  const texts = claimedNicknames(["Ann Lee"]).map(({ text }) => text);
  expect(texts.slice(0, 9)).toEqual(["Ann Lee", ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `Ann Lee ${number}`)]);
  expect(texts).toHaveLength(12);
  for (const text of texts.slice(9)) expect(text).toMatch(/^Ann Lee [\w-]{6}$/);
});

test("[P161b] the first name that can be shown counts", () => {
  expect(firstOf(undefined, "ann")).toBe("ann");
  expect(firstOf("", " \u200b ", "小鱼")).toBe("小鱼");
  expect(firstOf()).toBe("user");
  expect(firstOf("\u0000\u202e", "🐟 fish")).toBe("🐟 fish");
});

test("[P161b] a name that cannot be a nickname is made one", () => {
  expect(firstOf("Ann\u0000\u202eLee")).toBe("Ann Lee");
  expect(firstOf("a\tb\nc")).toBe("a b c");
  expect(firstOf("x".repeat(10_000))).toBe("x".repeat(32));
  const long = claimedNicknames(["鱼".repeat(50)]);
  expect(long[0]?.text).toBe("鱼".repeat(32));
  expect(long[1]?.text).toBe(`${"鱼".repeat(30)} 2`);
});

test("[P161b] whatever a provider sends, every nickname is a valid one", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 400 }), { maxLength: 3 }), (names) => {
      const nicknames = claimedNicknames(names);
      expect(nicknames.length).toBeGreaterThan(3);
      for (const nickname of nicknames) {
        expect(readNickname(nickname.text)).toEqual(nickname);
        expect(Buffer.byteLength(nickname.text)).toBeLessThanOrEqual(limits.nicknameBytesMax);
      }
    }),
  );
});
