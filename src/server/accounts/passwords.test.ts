import { expect, test } from "bun:test";
import { HashingThreads } from "./hashing-threads.ts";
import { DUMMY_HASH, type PasswordHasher, Passwords, readPassword, type Turns } from "./passwords.ts";

const atOnce: Turns = { run: (_party, work) => work() };

test("[P150f] a password has 8 to 128 characters, and is the same however it was typed", () => {
  expect(readPassword("12345678")).toBe("12345678");
  expect(readPassword("密码密码密码密码")).toBe("密码密码密码密码");
  expect(readPassword("e\u0301".repeat(8))).toBe("é".repeat(8));
  expect(readPassword("eight\u00a0or\u3000so")).toBe("eight or so");
  expect(readPassword("🐟".repeat(128))).toBe("🐟".repeat(128));
  const wrong = [
    "",
    "1234567",
    "x".repeat(129),
    "x".repeat(64 * 1024),
    "1234567\n8",
    "1234567\u00008",
    "1234567\ud800x",
    "e\u0301".repeat(7),
  ];
  for (const raw of wrong) expect(() => readPassword(raw)).toThrow("8 to 128 characters");
});

test("[P150c] a nickname without a password costs as much work as one with, of the same parameters", async () => {
  const argon2id = new HashingThreads();
  const hash = await argon2id.hash("correct horse");
  const parameters = (text: string): string[] => text.split("$").slice(1, 4);
  expect(parameters(DUMMY_HASH)).toEqual(parameters(hash));
  expect(DUMMY_HASH).toHaveLength(hash.length);

  const verified: string[] = [];
  const counting: PasswordHasher = {
    hash: (password) => argon2id.hash(password),
    verify(password, each) {
      verified.push(each);
      return argon2id.verify(password, each);
    },
  };
  const passwords = new Passwords(atOnce, counting);
  expect(await passwords.verify("correct horse", hash, "a")).toBe(true);
  expect(await passwords.verify("wrong horse", hash, "a")).toBe(false);
  expect(await passwords.verify("correct horse", undefined, "a")).toBe(false);
  expect(verified).toEqual([hash, hash, DUMMY_HASH]);
});

test("a nickname without a password has no right one, even if the dummy's were known", async () => {
  const passwords = new Passwords(atOnce, { hash: async () => "", verify: async () => true });
  expect(await passwords.verify("the dummy's", undefined, "a")).toBe(false);
});
