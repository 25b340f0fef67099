import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseHead } from "../../wire/http-head.ts";
import { type BodyReader, bodyReaderOf } from "./http-body.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reader = (headers: string, method = "GET"): BodyReader =>
  bodyReaderOf(parseHead(`HTTP/1.1 200 OK\r\n${headers}`), method, 100);
const chunked = "Transfer-Encoding: chunked";

function readAll(body: BodyReader, text: string): readonly string[] {
  return [...body.read(bytesOf(text))].map(({ bytes }) => new TextDecoder().decode(bytes));
}

test("chunks come out as they were sent, however the connection splits them", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (sizes) => {
      const body = reader(chunked);
      const bytes = bytesOf('5\r\nhello\r\nD;name="x"\r\n, 小鱼 🐟\r\n0\r\nTrailer: yes\r\n\r\n');
      const chunks: Uint8Array[] = [];
      let start = 0;
      for (const size of [...sizes, bytes.length]) {
        chunks.push(...[...body.read(bytes.subarray(start, start + size))].map((part) => part.bytes));
        start += size;
      }
      expect(chunks.map((chunk) => chunk.length)).toEqual([5, 13]);
      expect(new TextDecoder().decode(Buffer.concat(chunks))).toBe("hello, 小鱼 🐟");
      expect(body.isComplete).toBe(true);
    }),
  );
});

test("a length is a length, and without one the body ends with the connection", () => {
  const sized = reader("Content-Length: 5");
  expect(readAll(sized, "hello and more")).toEqual(["hello"]);
  expect(sized.isComplete).toBe(true);
  const endless = reader("Content-Type: text/plain");
  expect(readAll(endless, "hello")).toEqual(["hello"]);
  expect(endless).toMatchObject({ isComplete: false, isCompleteAtEnd: true });
  expect(reader("Content-Length: 5", "HEAD").isComplete).toBe(true);
});

test.each([
  ["zz\r\n", "A chunk's size is not a number in hex"],
  ["65\r\n", "A chunk of 101 bytes is more than the limit of 100."],
  ["0".repeat(5000), "A line of the chunked body is too long."],
])("a chunk that cannot be read is refused: %p", (text, message) => {
  expect(() => readAll(reader(chunked), text)).toThrow(message);
});
