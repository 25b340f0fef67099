import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  HEAD_BYTES_MAX,
  HttpHeadError,
  headerTokens,
  headerValue,
  parseHeader,
  ResponseHeadReader,
  statusOf,
} from "./http-head.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const response = "HTTP/1.1 200 OK\r\nVary: Origin\r\nvary:Accept \r\nX-Empty:\r\n\r\n";

test("a head is read from chunks of any size, and the bytes after it are handed on", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (sizes) => {
      const reader = new ResponseHeadReader();
      const all = bytesOf(`${response}body`);
      let start = 0;
      for (const size of [...sizes, all.length]) {
        const read = reader.read(all.subarray(start, start + size));
        start += size;
        if (read === undefined) continue;
        expect(read.head.headers.map(({ name }) => name)).toEqual(["Vary", "vary", "X-Empty"]);
        expect(bytesOf("body").slice(0, read.rest.length)).toEqual(read.rest.slice());
        return;
      }
      throw new Error("the head was never complete");
    }),
  );
});

test("headers of the same name are one list", () => {
  const head = new ResponseHeadReader().read(bytesOf(response))?.head;
  if (head === undefined) throw new Error("the head is complete");
  expect(headerValue(head, "VARY")).toBe("Origin, Accept");
  expect(headerTokens(head, "Vary")).toEqual(["origin", "accept"]);
  expect(headerValue(head, "x-empty")).toBe("");
  expect(headerValue(head, "absent")).toBeUndefined();
  expect(statusOf(head)).toBe(200);
});

test("an answer that is not HTTP is refused at its first byte", () => {
  const reader = new ResponseHeadReader();
  expect(() => reader.read(bytesOf("SSH-2.0-OpenSSH_9.9\r\n"))).toThrow(HttpHeadError);
  expect(reader.received).toEqual(bytesOf("SSH-2.0-OpenSSH_9.9\r\n"));
});

test("a head without an end is refused at the limit", () => {
  const reader = new ResponseHeadReader();
  const endless = (): unknown => reader.read(bytesOf(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(HEAD_BYTES_MAX)}`));
  expect(endless).toThrow(`The headers are longer than ${HEAD_BYTES_MAX} bytes.`);
  expect(reader.received.length).toBe(HEAD_BYTES_MAX);
});

test("a line that is no header is refused, so that nothing can be smuggled in", () => {
  expect(parseHeader("Origin: null")).toEqual({ name: "Origin", value: "null" });
  for (const line of ["no colon", ": nameless", "two words: x", "X: a\r\nY: b", "X: \u0000"]) {
    expect(() => parseHeader(line)).toThrow(HttpHeadError);
  }
});
