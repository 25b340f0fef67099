import { expect, test } from "bun:test";
import fc from "fast-check";
import { EventStreamReader } from "./event-stream.ts";

const stream = [
  ": a heartbeat",
  "",
  "id: 7",
  "event: message",
  "data: one",
  "data:two: 小鱼",
  "",
  "data",
  "",
  "",
  "retry: 3000",
  "",
  "data: never finished",
];
const parts = [
  { comment: " a heartbeat" },
  { event: { id: "7", event: "message", data: "one\ntwo: 小鱼", retry: undefined } },
  { event: { id: undefined, event: undefined, data: "", retry: undefined } },
  { event: { id: undefined, event: undefined, data: undefined, retry: "3000" } },
];

test("events come out whole for any chunks and line ends", () => {
  fc.assert(
    fc.property(fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.integer({ min: 1, max: 12 })), (lineEnd, sizes) => {
      const bytes = new TextEncoder().encode(stream.join(lineEnd));
      const reader = new EventStreamReader(1000);
      const read: unknown[] = [];
      let start = 0;
      for (const size of [...sizes, bytes.length]) {
        read.push(...reader.read(bytes.subarray(start, start + size)));
        start += size;
      }
      expect(read).toEqual(parts);
    }),
  );
});

test("a line without an end is refused at the limit", () => {
  const reader = new EventStreamReader(1000);
  expect(() => [...reader.read(new Uint8Array(1001).fill(0x61))]).toThrow("A line of the event stream is too long.");
});
