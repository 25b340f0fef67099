import type { MentionRange } from "./nodes.ts";

/** Gives out the mentions of a text in their order. Each part of the text is asked for once, from its beginning to its end. */
export class MentionCursor {
  readonly #mentions: readonly MentionRange[];
  #next = 0;

  constructor(mentions: readonly MentionRange[]) {
    this.#mentions = mentions.toSorted((one, other) => one.start - other.start);
  }

  /** Those that lie wholly in that part and do not overlap. */
  within(start: number, end: number): MentionRange[] {
    const found: MentionRange[] = [];
    let free = start;
    for (let mention = this.#mentions[this.#next]; mention !== undefined && mention.start < end; ) {
      const mentionEnd = mention.start + mention.length;
      if (mention.start >= free && mention.length > 0 && mentionEnd <= end) {
        found.push(mention);
        free = mentionEnd;
      }
      this.#next += 1;
      mention = this.#mentions[this.#next];
    }
    return found;
  }
}
