import type { Range } from "./messages.ts";

/** Every key. */
export const everything: Range = ["", null];

export function isWithin(key: string, [from, to]: Range): boolean {
  return key >= from && (to === null || key < to);
}

/** What is left of the ranges when the keys of one are known. */
export function without(ranges: readonly Range[], [from, to]: Range): Range[] {
  return ranges.flatMap(([start, end]) => {
    const isApart = (to !== null && to <= start) || (end !== null && end <= from);
    if (isApart) return [[start, end]];
    const before: Range[] = start < from ? [[start, from]] : [];
    const after: Range[] = to !== null && (end === null || to < end) ? [[to, end]] : [];
    return [...before, ...after];
  });
}
