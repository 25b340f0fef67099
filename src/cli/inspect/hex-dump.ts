import { hexBytes } from "../terminal-text.ts";

const BYTES_PER_LINE = 16;

/** Offset, bytes, and the characters that can be printed: 74 columns. */
export function hexDump(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += BYTES_PER_LINE) {
    const line = bytes.subarray(start, start + BYTES_PER_LINE);
    const [left, right] = [hexBytes(line.subarray(0, 8)), hexBytes(line.subarray(8))];
    const characters = [...line].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${start.toString(16).padStart(6, "0")}  ${left.padEnd(23)} ${right.padEnd(23)}  ${characters}`);
  }
  return lines;
}
