import { describe, expect, test } from "bun:test";
import { fieldsOf, frameOf, SHOWN_PAYLOAD_BYTES_MAX } from "./frame-view.ts";

const maskingKey = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const namesOf = (text: string, key?: Uint8Array) => fieldsOf(frameOf(text, key)).map(({ name }) => name);

describe("a frame in the lab", () => {
  test("shows the example of RFC 6455 5.7", () => {
    const hex = fieldsOf(frameOf("Hello", maskingKey)).map((field) => field.hex.join(" "));
    expect(hex).toEqual(["81", "85", "37 fa 21 3d", "7f 9f 4d 51 58"]);
    expect(fieldsOf(frameOf("Hello", undefined)).map(({ first, last }) => [first, last])).toEqual([
      [0, 0],
      [1, 1],
      [2, 6],
    ]);
  });

  test("grows a longer length at 126 and at 65,536 bytes", () => {
    expect(namesOf("x".repeat(125))).toEqual(["flags", "length", "payload"]);
    expect(fieldsOf(frameOf("x".repeat(126), undefined))[2]).toMatchObject({ name: "extended length", first: 2, last: 3 });
    expect(fieldsOf(frameOf("x".repeat(65_536), undefined))[2]).toMatchObject({ name: "extended length", first: 2, last: 9 });
  });

  test("shows the beginning of a long payload, and says how much is missing", () => {
    const payload = fieldsOf(frameOf("x".repeat(1_000), maskingKey)).at(-1);
    expect(payload?.hex).toHaveLength(SHOWN_PAYLOAD_BYTES_MAX);
    expect(payload?.hiddenByteCount).toBe(1_000 - SHOWN_PAYLOAD_BYTES_MAX);
  });

  test("of nothing is two bytes long", () => {
    expect(namesOf("")).toEqual(["flags", "length"]);
  });
});
