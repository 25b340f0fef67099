import type { SeededRandom } from "../../test/support/random.ts";
import type { ChatTexts } from "../support/chat-texts.ts";

/** Queries that are alike. */
export interface QueryKind {
  readonly name: string;
  next(): string;
}

/** Ranks of words. Even a rare one was said about ten times in a million messages. */
const FREQUENT = { from: 0, to: 40 };
const RARE = { from: 5_000, to: 12_000 };
const PREFIX_CHARACTERS = 3;

/** `phrases`: parts of two words of messages that the user may read. */
export function queryKinds(texts: ChatTexts, phrases: readonly string[], random: SeededRandom): QueryKind[] {
  const one = (words: readonly string[], { from, to } = FREQUENT): string => words[random.integer(from, to - 1)] ?? "";
  const ofLength = (length: number): string[] => texts.chinese.filter((word) => [...word].length === length);
  const [pairs, fours] = [ofLength(2), ofLength(4)];
  const english = (): string => one(texts.english);
  return [
    { name: "one character, frequent", next: () => one(texts.characters) },
    { name: "one character, rare", next: () => one(texts.characters, { from: 2_000, to: 3_500 }) },
    { name: "two characters, frequent", next: () => one(pairs) },
    { name: "two characters, rare", next: () => one(pairs, RARE) },
    { name: "four characters, frequent", next: () => one(fours) },
    { name: "four characters, rare", next: () => one(fours, { from: 1_500, to: 2_500 }) },
    { name: "word, frequent", next: english },
    { name: "word, rare", next: () => one(texts.english, RARE) },
    { name: "prefix of 1 letter", next: () => english().slice(0, 1) },
    { name: `prefix of ${PREFIX_CHARACTERS} letters, frequent`, next: () => longEnough(english).slice(0, PREFIX_CHARACTERS) },
    {
      name: `prefix of ${PREFIX_CHARACTERS + 2} letters, rare`,
      next: () => longEnough(() => one(texts.english, RARE)).slice(0, PREFIX_CHARACTERS + 2),
    },
    { name: "phrase that was said", next: () => `"${random.pick(phrases)}"` },
    { name: "phrase of frequent words, mostly never said", next: () => `"${english()} ${english()}"` },
    { name: "two words, frequent and rare", next: () => `${english()} ${one(texts.english, RARE)}` },
    { name: "word `-word`, both frequent", next: () => `${english()} -${english()}` },
    { name: "`from:` word, frequent", next: () => `from:ann-${random.integer(0, 20)} ${english()}` },
    { name: "`from:` who wrote little", next: () => `from:ann-${random.integer(800, 999)}` },
    { name: "`in:` word, frequent", next: () => `in:room ${one(pairs)}` },
    { name: "`has:file`", next: () => "has:file" },
    { name: "`has:link` word, frequent", next: () => `has:link ${english()}` },
    { name: "nothing of that name", next: () => `q${random.integer(10 ** 6, 10 ** 7)}` },
  ];

  function longEnough(next: () => string): string {
    let word = next();
    while (word.length < PREFIX_CHARACTERS + 2) word = next();
    return word;
  }
}
