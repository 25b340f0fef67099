import { expect, test } from "bun:test";
import * as v from "valibot";
import { clientMessageId, newClientMessageId, newId, newToken, token, userId } from "./ids.ts";

test("an id says what it names, and no two are alike", () => {
  const ids = Array.from({ length: 1000 }, () => newId("u"));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(v.is(userId, id)).toBe(true);
  expect(ids[0]).toMatch(/^u_[\w-]{16}$/);
  expect(v.is(clientMessageId, newClientMessageId())).toBe(true);
});

test("clientMessageIds of one moment are neighbours, and no two are alike", () => {
  const early = Array.from({ length: 1000 }, () => newClientMessageId(1_700_000_000_000));
  const late = newClientMessageId(1_700_000_000_001);
  expect(new Set(early).size).toBe(1000);
  expect(early.every((id) => id < late)).toBe(true);
});

test("a token is 256 random bits", () => {
  expect(v.is(token, newToken())).toBe(true);
  expect(newToken()).not.toBe(newToken());
});
