import { expect, test } from "bun:test";
import { crc32 } from "node:zlib";
import { newToken } from "../../protocol/ids.ts";
import { hashBotToken, isBotToken, newBotToken } from "./bot-tokens.ts";
import { hashSecret } from "./secrets.ts";

test("[P216a] a scanner finds a bot's token by its form, and knows it by its checksum without the server", () => {
  const token = newBotToken();
  const [found = ""] = /\bshb_[A-Za-z0-9_-]{49}\b/.exec(`SHOAL_TOKEN="${token}"`) ?? [];
  expect(found).toBe(token);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(token.slice(0, 47)));
  expect(token.slice(47)).toBe(checksum.toString("base64url"));
  expect(isBotToken(token)).toBe(true);
  expect(newBotToken()).not.toBe(token);
});

test("a token with another character, or of another kind, is none of a bot's", () => {
  const token = newBotToken();
  const other = token[20] === "a" ? "b" : "a";
  expect(isBotToken(token.slice(0, 20) + other + token.slice(21))).toBe(false);
  for (const text of ["", "shb_", newToken(), `${token}a`, ` ${token}`, token.slice(4)]) expect(isBotToken(text)).toBe(false);
});

test("the hash of a bot's token is not that of a session's: a node without bots knows neither", () => {
  const token = newBotToken();
  expect(hashBotToken(token)).not.toBe(hashSecret(token));
});
