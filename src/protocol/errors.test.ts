import { expect, test } from "bun:test";
import { errorCodes, errorKind, errorTable, errorWithCloseCode, ShoalError } from "./errors.ts";

const closeCodes = errorCodes.flatMap((code) => errorKind(code).closeCode ?? []);

test("[P31a] no two errors share a close code, and each is found by its own", () => {
  expect(new Set(closeCodes).size).toBe(closeCodes.length);
  for (const closeCode of closeCodes) expect(errorKind(errorWithCloseCode(closeCode) ?? "internal").closeCode).toBe(closeCode);
});

test("[P31a] close codes below 4500 are worth coming back, the others are not", () => {
  for (const code of errorCodes) {
    const { closeCode, isRetryable } = errorKind(code);
    if (closeCode !== undefined) expect({ code, isRetryable }).toEqual({ code, isRetryable: closeCode < 4500 });
  }
});

test("[P72] an error of a newer server is not tried again, unless the server says so", () => {
  expect(errorKind("out-of-kelp").isRetryable).toBe(false);
});

test("a close code that is not in the table has no error", () => {
  expect(errorWithCloseCode(1006)).toBeUndefined();
});

test("an error says its code, its sentence, and when to come back", () => {
  const error = new ShoalError("rate-limited", { retryAfterMs: 40 });
  expect(error).toMatchObject({ code: "rate-limited", message: errorTable["rate-limited"].message, retryAfterMs: 40 });
  expect(error.isRetryable).toBe(true);
});
