import { type ProblemKind, problemCures } from "./problem-kinds.ts";

/** Of a kind; the rest is counted. */
export const LISTED_PER_KIND_MAX = 20;

export interface ProblemsOfKind {
  readonly kind: ProblemKind;
  readonly count: number;
  /** One for each problem, `LISTED_PER_KIND_MAX` at most: where it is, and what the operator can do. */
  readonly sentences: readonly string[];
}

/** What a check finds, in bounded memory however much is wrong. */
export class Findings {
  readonly #kinds = new Map<ProblemKind, { count: number; readonly sentences: string[] }>();
  readonly #notes: string[] = [];

  /** `what` is the beginning of a sentence that names the place. `count`: it stands for so many of them. */
  add(kind: ProblemKind, what: string, count = 1): void {
    const found = this.#kinds.get(kind) ?? { count: 0, sentences: [] };
    found.count += count;
    if (found.sentences.length < LISTED_PER_KIND_MAX) found.sentences.push(`${what}; ${problemCures[kind]}.`);
    this.#kinds.set(kind, found);
  }

  /** Further ones of a kind, after those that were added. */
  count(kind: ProblemKind, further: number): void {
    const found = this.#kinds.get(kind);
    if (found !== undefined) found.count += further;
  }

  /** What the operator may want to know, and is right. */
  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  get problems(): readonly ProblemsOfKind[] {
    return [...this.#kinds].map(([kind, { count, sentences }]) => ({ kind, count, sentences }));
  }
}
