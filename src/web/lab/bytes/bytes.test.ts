import { describe, expect, test } from "bun:test";
import { pastedExamples } from "./examples.ts";
import { bytesOfHex } from "./hex-field.ts";
import { lengthView } from "./length-view.ts";
import { MASKED_BYTES_SHOWN_MAX, maskedBytes } from "./masking.ts";
import { readPasted } from "./pasted.ts";

const key = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

describe("masking", () => {
  test("is the example of RFC 6455 5.7, and XOR with the same key takes it back", () => {
    const rows = maskedBytes("Hello", key);
    expect(rows.map(({ wire }) => wire)).toEqual([0x7f, 0x9f, 0x4d, 0x51, 0x58]);
    expect(rows.map(({ key: byte }) => byte)).toEqual([0x37, 0xfa, 0x21, 0x3d, 0x37]);
    expect(rows.every(({ payload, back }) => payload === back)).toBe(true);
  });

  test("has a bounded number of rows, and none for nothing", () => {
    expect(maskedBytes("鱼".repeat(1_000), key)).toHaveLength(MASKED_BYTES_SHOWN_MAX);
    expect(maskedBytes("", key)).toEqual([]);
  });
});

test.each([
  [0, "80", 0, 7, 6],
  [125, "fd", 125, 7, 6],
  [126, "fe", 126, 16, 8],
  [65_535, "fe", 126, 16, 8],
  [65_536, "ff", 127, 64, 14],
  [2 ** 32, "ff", 127, 64, 14],
  [Number.MAX_SAFE_INTEGER, "ff", 127, 64, 14],
] as const)(
  "a masked frame of %d bytes has the second byte %s, of which & 127 leaves %d",
  (length, second, marked, form, headerBytes) => {
    const view = lengthView(length, true);
    expect(view).toMatchObject({ marked, form, headerBytes });
    expect(view.fields[1]?.hex).toEqual([second]);
    const extended = view.fields.find(({ name }) => name === "extended length")?.hex.join("");
    if (form !== 7) expect(Number.parseInt(extended ?? "", 16)).toBe(length);
    expect(lengthView(length, false).headerBytes).toBe(headerBytes - 4);
  },
);

describe("pasted bytes", () => {
  test("are read in any usual spelling", () => {
    for (const text of ["81 05 ff", "8105FF", "0x81,0x05,0xff", "\\x81\\x05\\xff", "81:05:ff\n"]) {
      expect(bytesOfHex(text)).toEqual(Uint8Array.of(0x81, 0x05, 0xff));
    }
    expect(bytesOfHex("")).toHaveLength(0);
    for (const text of ["8", "81 5", "8x", "小鱼"]) expect(bytesOfHex(text)).toBeUndefined();
  });

  test.each([
    ["hello", undefined, 1],
    ["fragments", undefined, 3],
    ["close", undefined, 1],
    ["reservedBit", "reserved-bit", 0],
    ["opcode", "reserved-opcode", 0],
    ["unmasked", "unmasked-by-client", 0],
    ["longPing", "long-control", 0],
    ["notMinimal", "length-not-minimal", 0],
    ["closeCode", "forbidden-close-code", 1],
  ] as const)("the example %s ends with %p", (name, problem, frameCount) => {
    const { sender, hex } = pastedExamples[name];
    const { frames, error, isCut } = readPasted(bytesOfHex(hex) ?? new Uint8Array(), sender);
    expect(error?.problem).toBe(problem);
    expect(frames).toHaveLength(frameCount);
    expect(isCut).toBe(false);
  });

  test("are put together to messages, and a close is read", () => {
    const read = (name: keyof typeof pastedExamples) => {
      const { sender, hex } = pastedExamples[name];
      return readPasted(bytesOfHex(hex) ?? new Uint8Array(), sender).frames;
    };
    expect(read("hello")[0]?.message).toBe("Hello");
    expect(read("fragments").map(({ message }) => message)).toEqual([undefined, undefined, "Hello"]);
    expect(read("close")[0]?.close).toEqual({ code: 4000, reason: "bye" });
  });

  test("may end within a frame, and nothing follows a close", () => {
    expect(readPasted(Uint8Array.of(0x81, 0x05, 0x48), "server")).toEqual({ frames: [], error: undefined, isCut: true });
    expect(readPasted(Uint8Array.of(0x88, 0, 0x81, 0), "server").error?.problem).toBe("frame-after-close");
    expect(readPasted(Uint8Array.of(0x82, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0), "server").error?.problem).toBe("payload-too-long");
  });
});
