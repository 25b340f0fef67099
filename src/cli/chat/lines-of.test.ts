import { expect, test } from "bun:test";
import { LINE_CHARACTERS_MAX, linesOf } from "./lines-of.ts";

async function linesIn(...chunks: readonly (string | Uint8Array)[]): Promise<string[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
  }
  return await Array.fromAsync(linesOf(bytes()));
}

test("a line ends with a line feed, with or without a return before it, or with the end", async () => {
  expect(await linesIn("a\nb\r\nc")).toEqual(["a", "b", "c"]);
  expect(await linesIn("a\r", "\nb\n")).toEqual(["a", "b"]);
  expect(await linesIn("\n\n")).toEqual(["", ""]);
  expect(await linesIn("")).toEqual([]);
});

test("a line separator of Unicode is text", async () => {
  const text = "a\u2028b\u2029c\u0085d\u000be\u000cf\rg";
  expect(await linesIn(`${text}\n`)).toEqual([text]);
});

test("a byte order mark in front is dropped, and a character may come in pieces", async () => {
  const bytes = new TextEncoder().encode("\ufeff小鱼\n\ufeffb\n");
  expect(await linesIn(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(["小鱼", "\ufeffb"]);
});

test("bytes that are no UTF-8 disturb no other line", async () => {
  expect(await linesIn(Uint8Array.of(0xff, 0x0a), "b\n", Uint8Array.of(0xe5))).toEqual(["\ufffd", "b", "\ufffd"]);
});

test("of a line without end only so much is kept", async () => {
  const [line = "", next] = await linesIn(...Array.from({ length: 40 }, () => "x".repeat(10_000)), "\nnext\n");
  expect([line.length, next]).toEqual([LINE_CHARACTERS_MAX, "next"]);
});
