import type { Line } from "./block-marks.ts";
import type { MentionCursor } from "./mention-cursor.ts";
import type { Inline } from "./nodes.ts";

/** Code or a mention: what is inside is read no further. `from` and `to` are offsets in the line. */
export interface Atom {
  readonly node: Inline;
  readonly from: number;
  readonly to: number;
}

/** A row of backticks. */
interface Ticks {
  readonly at: number;
  readonly length: number;
}

/** Code spans and mentions from left to right. The one that begins first counts. */
export function atomsOf(line: Line, mentions: MentionCursor): Atom[] {
  const atoms: Atom[] = [];
  const closings = new ClosingTicks(line.text);
  const waiting = mentions.within(line.start, line.start + line.text.length).values();
  let mention = waiting.next().value;
  let done = 0;
  const addMentionsBefore = (end: number): void => {
    for (; mention !== undefined && mention.start - line.start < end; mention = waiting.next().value) {
      const from = mention.start - line.start;
      if (from < done) continue;
      done = from + mention.length;
      atoms.push({ node: { type: "mention", ...mention }, from, to: done });
    }
  };
  for (const opening of closings.all) {
    addMentionsBefore(opening.at);
    if (opening.at < done) continue;
    const closing = closings.closingOf(opening);
    if (closing === undefined) continue;
    done = closing.at + closing.length;
    atoms.push({ node: codeSpan(line, opening.at + opening.length, closing.at), from: opening.at, to: done });
  }
  addMentionsBefore(line.text.length);
  return atoms;
}

/** Finds the next row of as many backticks; each row is looked at a bounded number of times. */
class ClosingTicks {
  readonly all: readonly Ticks[];
  /** By their length, the last ones first. */
  readonly #waiting = new Map<number, Ticks[]>();

  constructor(text: string) {
    this.all = [...text.matchAll(/`+/g)].map(({ index, 0: { length } }) => ({ at: index, length }));
    for (const ticks of this.all.toReversed()) {
      const same = this.#waiting.get(ticks.length);
      if (same === undefined) this.#waiting.set(ticks.length, [ticks]);
      else same.push(ticks);
    }
  }

  closingOf(opening: Ticks): Ticks | undefined {
    const same = this.#waiting.get(opening.length) ?? [];
    while ((same.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= opening.at) same.pop();
    return same.at(-1);
  }
}

/** A space at both ends stands between the backticks and code that begins or ends with one. */
function codeSpan(line: Line, from: number, to: number): Inline {
  const code = line.text.slice(from, to);
  const isPadded = code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "";
  const start = line.start + from;
  return isPadded ? { type: "code", text: code.slice(1, -1), start: start + 1 } : { type: "code", text: code, start };
}
