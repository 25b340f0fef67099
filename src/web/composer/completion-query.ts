import type { CompletionSource } from "./completion-source.ts";

/** Further back no trigger is looked for. */
const QUERY_LENGTH_MAX = 40;
/** What a trigger may stand behind: the beginning of a word. */
const BEFORE_TRIGGER =
  /^$|[\s\p{Ps}\p{Pi}\p{Pd}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}、。，！？；：…“”‘’]$/u;
const HAN = /\p{Script=Han}/u;

/** A word that is being completed. `start` and `end` are what an item takes the place of. */
export interface CompletionQuery {
  readonly source: CompletionSource;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Chinese goes on behind a colon as well: what looks like a query may be the sentence. Nothing is chosen by itself then. */
  readonly isTentative: boolean;
}

export function completionQuery(text: string, caret: number, sources: readonly CompletionSource[]): CompletionQuery | undefined {
  const from = Math.max(0, caret - QUERY_LENGTH_MAX);
  const near = text.slice(from, caret);
  for (const source of sources) {
    const at = near.lastIndexOf(source.trigger);
    const before = text.slice(Math.max(0, from + at - 2), from + at);
    const query = near.slice(at + source.trigger.length);
    const isQuery =
      at >= 0 && [...query].length >= source.queryLengthMin && BEFORE_TRIGGER.test(before) && source.query.test(query);
    if (isQuery) return { source, text: query, start: from + at, end: caret, isTentative: HAN.test(before) && HAN.test(query) };
  }
  return undefined;
}
