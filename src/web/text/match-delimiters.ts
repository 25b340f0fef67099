import type { Delimiter } from "./delimiters.ts";
import type { Inline, InlineStyle } from "./nodes.ts";

export type Token = Inline | Delimiter;

const LENGTH_MAX = 3;
const CONTENT = /[^*_~]/;
/** Anything but the punctuation of ASCII. */
const WORD = /[^\s!-/:-@[-`{-~]/;

/** Decides which delimiters open and close what. Each of them enters and leaves the stack once: the time is linear. */
export function matchDelimiters(tokens: readonly Token[]): void {
  const openings = new OpeningStack();
  /** Where the last text began that has a word, and the last one that has more than delimiters. */
  let [wordAt, contentAt] = [-1, -1];
  for (const token of tokens) {
    if (token.type !== "delimiter") {
      if (!("start" in token)) continue;
      if (token.type !== "text" || CONTENT.test(token.text)) contentAt = token.start;
      if (token.type !== "text" || WORD.test(token.text)) wordAt = token.start;
      continue;
    }
    // `*.*` and `*_*` are as they are.
    if (token.canClose) close(token, openings, token.length === 1 ? wordAt : contentAt);
    if (token.canOpen && token.free > 0 && token.closes.length === 0) openings.push(token);
  }
}

function close(closing: Delimiter, openings: OpeningStack, contentAt: number): void {
  while (closing.free > 0) {
    const opening = openings.popTo(closing, contentAt);
    if (opening === undefined) return;
    const used = Math.min(opening.free, closing.free);
    const styles = stylesOf(closing, used);
    opening.opens.unshift(...styles);
    closing.closes.push(...styles.toReversed());
    opening.free -= used;
    closing.free -= used;
    if (opening.free > 0) openings.push(opening);
  }
}

function stylesOf({ character }: Delimiter, used: number): InlineStyle[] {
  if (character === "~") return ["strike"];
  if (used === LENGTH_MAX) return ["bold", "italic"];
  return [used === 2 ? "bold" : "italic"];
}

/** What was opened and may still be closed. */
class OpeningStack {
  readonly #stack: Delimiter[] = [];
  /** The places in the stack, by character and free length. */
  readonly #places = new Map<string, number[]>();

  push(opening: Delimiter): void {
    const key = `${opening.character}${opening.free}`;
    const places = this.#places.get(key);
    if (places === undefined) this.#places.set(key, [this.#stack.length]);
    else places.push(this.#stack.length);
    this.#stack.push(opening);
  }

  /**
   * The nearest opening that this can close. It and all that was opened inside it leave the stack. Between the two there must be
   * more than delimiters.
   */
  popTo(closing: Delimiter, contentAt: number): Delimiter | undefined {
    const place = Math.max(...this.#keysFor(closing).map((key) => this.#places.get(key)?.at(-1) ?? -1));
    const opening = this.#stack[place];
    if (opening === undefined || opening.start > contentAt) return undefined;
    while (this.#stack.length > place) {
      const left = this.#stack.pop();
      if (left !== undefined) this.#places.get(`${left.character}${left.free}`)?.pop();
    }
    return opening;
  }

  /** A row of three closes and is closed by any, the others by their own length. */
  #keysFor({ character, free }: Delimiter): string[] {
    const lengths = free === LENGTH_MAX ? [1, 2, LENGTH_MAX] : [free, LENGTH_MAX];
    return lengths.map((length) => `${character}${length}`);
  }
}
