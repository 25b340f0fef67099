import type { HitRange } from "../../client/index.ts";
import { type Paint, visible } from "../terminal-text.ts";
import { wrapText } from "../wrap-text.ts";

/** A text with parts that stand out: ascending, without overlaps, in code units. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly HitRange[];
}

/** So much is shown before the first mark … */
const CONTEXT_CHARACTERS = 40;
/** … and altogether. */
const EXCERPT_CHARACTERS = 200;

/** On one line: the part around the first mark. */
export function excerptOf({ text, marks }: MarkedText): MarkedText {
  const first = marks[0]?.start ?? 0;
  const start = wholeBefore(text, first <= CONTEXT_CHARACTERS ? 0 : first - CONTEXT_CHARACTERS);
  const end = wholeBefore(text, Math.min(text.length, start + EXCERPT_CHARACTERS));
  const excerpt = text.slice(start, end).replaceAll(/\s/g, " "); // one for one: the marks stay where they are
  const shown = marks.flatMap((mark) => {
    const length = Math.min(mark.start + mark.length, end) - mark.start;
    return mark.start >= start && length > 0 ? [{ start: mark.start - start, length }] : [];
  });
  const before = withPrefix(start > 0 ? "…" : "", { text: excerpt, marks: shown });
  return { ...before, text: `${before.text}${end < text.length ? "…" : ""}` };
}

export function withPrefix(prefix: string, { text, marks }: MarkedText): MarkedText {
  return { text: prefix + text, marks: marks.map(({ start, length }) => ({ start: start + prefix.length, length })) };
}

/** The lines of a terminal, harmless for it: the marks in yellow, the rest dim. */
export function markedLines({ text, marks }: MarkedText, columns: number, paint: Paint): readonly string[] {
  let shown = "";
  let at = 0;
  const ranges = marks.map(({ start, length }) => {
    shown += visible(text.slice(at, start));
    const from = shown.length;
    at = start + length;
    shown += visible(text.slice(start, at));
    return { from, to: shown.length };
  });
  shown += visible(text.slice(at));

  let place = 0;
  return wrapText(shown, columns).map((line) => {
    while (place < shown.length && !shown.startsWith(line, place)) place += 1; // spaces for which the end of a line stands
    const start = place;
    place += line.length;
    return paintedLine(
      line,
      ranges.map(({ from, to }) => ({ from: from - start, to: to - start })),
      paint,
    );
  });
}

function paintedLine(line: string, ranges: readonly { readonly from: number; readonly to: number }[], paint: Paint): string {
  let painted = "";
  let at = 0;
  for (const { from, to } of ranges) {
    if (to <= 0 || from >= line.length) continue;
    const start = Math.max(0, from);
    painted += paint("dim", line.slice(at, start)) + paint("yellow", line.slice(start, to));
    at = Math.min(line.length, to);
  }
  return painted + paint("dim", line.slice(at));
}

/** The same place, or the one before it, where it would halve a character. */
function wholeBefore(text: string, place: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(place)) && /[\uD800-\uDBFF]/.test(text.charAt(place - 1)) ? place - 1 : place;
}
