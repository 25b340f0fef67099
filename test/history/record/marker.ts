import type { SeededRandom } from "../../support/random.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const pattern = /zq9x[a-z0-9]{12}/g;

/**
 * A word that stands in one text or file and nowhere else, so that it can be looked for in the bytes of the disk. It begins at random: an index that
 * leaves out what a word has in common with the word before it keeps the part that is looked for.
 */
export function newMarker(random: SeededRandom): string {
  const letters = (count: number): string =>
    Array.from({ length: count }, () => LETTERS[random.integer(0, LETTERS.length - 1)]).join("");
  return `${letters(6)}zq9x${letters(12)}`;
}

/** The parts of markers that are looked for. */
export function markersIn(text: string): string[] {
  return text.match(pattern) ?? [];
}
