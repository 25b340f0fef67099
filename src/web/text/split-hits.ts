import type { HitRange } from "./nodes.ts";

export interface TextPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** A piece of the text that begins at `start`, divided where the hits begin and end. */
export function splitHits(text: string, start: number, hits: readonly HitRange[]): readonly TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  const add = (end: number, isHit: boolean): void => {
    if (end > done) parts.push({ text: text.slice(done, end), isHit });
    done = Math.max(done, end);
  };
  for (const hit of hits.toSorted((one, other) => one.start - other.start)) {
    const [from, to] = [hit.start - start, hit.start + hit.length - start];
    if (to <= done || from >= text.length || hit.length <= 0) continue;
    add(from, false);
    add(Math.min(to, text.length), true);
  }
  add(text.length, false);
  return parts;
}
