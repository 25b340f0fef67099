import { expect, test } from "bun:test";
import { acceptPairs, judge } from "./accept-pairs.ts";

test("of the printed handshakes all are right but the one that was put together out of two", () => {
  for (const { id, key, accept } of acceptPairs) {
    const verdict = judge(key, accept);
    const byRuntime = new Bun.CryptoHasher("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    expect([id, verdict]).toEqual([id, { isRight: id !== "mixed", expected: byRuntime, isKeyValid: true }]);
  }
});

test("a key that is not 16 bytes in base64 is told, whatever the accept", () => {
  for (const key of ["", "short", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZQ"]) {
    expect(judge(key, judge(key, "").expected)).toMatchObject({ isRight: true, isKeyValid: false });
  }
});
