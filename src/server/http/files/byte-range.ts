/** The bytes from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that a `Range` header asks for [RFC 9110, 14.1.2]: undefined for the whole, which is also the answer to several ranges and to
 * what cannot be read; `unsatisfiable` when it begins behind the end.
 */
export function byteRange(header: string | null, byteLength: number): ByteRange | "unsatisfiable" | undefined {
  const [, first = "", last = ""] = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const start = Math.max(0, byteLength - Number(last));
    return start < byteLength ? { start, end: byteLength } : "unsatisfiable";
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= byteLength) return "unsatisfiable";
  return { start, end: last === "" ? byteLength : Math.min(Number(last) + 1, byteLength) };
}
