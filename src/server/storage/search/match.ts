import { type FoldedText, foldWithStarts } from "./fold.ts";
import type { SearchQuery, Term } from "./query.ts";

/** A part of a text, in UTF-16 units. */
export interface HitRange {
  readonly start: number;
  readonly length: number;
}

/** So many hits of one message are marked. */
const HITS_MAX = 50;

const letter = /[\p{L}\p{N}\p{M}_]/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆\p{Script=Hangul}]/u;

/** The places of a message's text that match; undefined when the text does not. Filters other than words are not looked at. */
export function hitsIn(text: string, { wanted, unwanted }: Pick<SearchQuery, "wanted" | "unwanted">): HitRange[] | undefined {
  const folded = foldWithStarts(text);
  if (unwanted.some((term) => placesOf(folded.text, { ...term, isPhrase: true }).length > 0)) return undefined;
  const hits: HitRange[] = [];
  for (const term of wanted) {
    const places = placesOf(folded.text, term);
    if (places.length === 0) return undefined;
    hits.push(...places.map((place) => rangeOf(folded, place, term.text.length)));
  }
  return joined(hits).slice(0, HITS_MAX);
}

/** Where the term begins in the folded text: at the beginning of a word, and anywhere in scripts without spaces. */
function placesOf(folded: string, { text, isPhrase }: Term): number[] {
  const places: number[] = [];
  for (let at = folded.indexOf(text); at >= 0 && places.length < HITS_MAX; at = folded.indexOf(text, at + 1)) {
    const isWhole = !isPhrase || isEdge(folded, at + text.length);
    if (isEdge(folded, at) && isWhole) places.push(at);
  }
  return places;
}

/** Whether no word goes on there. */
function isEdge(folded: string, at: number): boolean {
  const [before, after] = [characterBefore(folded, at), characterAt(folded, at)];
  if (!letter.test(before) || !letter.test(after)) return true;
  return unspaced.test(before) || unspaced.test(after);
}

function characterBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff;
  return text.slice(Math.max(0, at - (isPair ? 2 : 1)), at);
}

function characterAt(text: string, at: number): string {
  return at >= text.length ? "" : String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function rangeOf({ starts }: FoldedText, at: number, length: number): HitRange {
  const start = starts[at] ?? 0;
  // The next character of the original: a character may fold to several units.
  let end = at + length;
  while (end < starts.length - 1 && starts[end] === starts[end - 1]) end += 1;
  return { start, length: (starts[end] ?? start) - start };
}

/** Ascending, with what overlaps made one. */
function joined(hits: readonly HitRange[]): HitRange[] {
  const result: HitRange[] = [];
  for (const hit of hits.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last === undefined || hit.start > last.start + last.length) result.push(hit);
    else result[result.length - 1] = { start: last.start, length: Math.max(last.length, hit.start + hit.length - last.start) };
  }
  return result;
}
