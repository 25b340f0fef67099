import type { SeededRandom } from "../../test/support/random.ts";
import { Zipf } from "./zipf.ts";

const ENGLISH_WORDS = 40_000;
const CHINESE_WORDS = 30_000;
const CHINESE_CHARACTERS = 3_500;
const FIRST_HAN = 0x4e00;
/** Prime, so that neighbours in frequency are not neighbours in the table of characters. */
const HAN_STEP = 4_099;
const HAN_RANGE = 20_000;
/** Of the words of a message. */
const WORDS_MEAN = 9;
const WORDS_MAX = 80;
/** Shares of all messages; the others are Chinese. */
const ENGLISH_SHARE = 0.4;
const MIXED_SHARE = 0.1;
const LINK_SHARE = 0.03;
/** Of English words: names, typos and numbers that are said once. */
const ONCE_SHARE = 0.02;
const onsets = "b c d f g h j k l m n p r s t v w y z ch sh th st tr br gr pl cl".split(" ");
const nuclei = "a e i o u ai ea ee oo ou".split(" ");
/** Of a Chinese word, in characters. */
const lengthsOfChinese = [2, 2, 2, 2, 2, 2, 2, 3, 4, 1];
const codas = ["", "", "", "n", "r", "s", "t", "l", "m", "ck", "nd", "ng", "st"];

/**
 * Made-up messages in two made-up languages that are as uneven as English and Chinese: few words make half of what is said, and half of all words
 * are hardly ever said.
 */
export class ChatTexts {
  /** The most frequent first. */
  readonly english: readonly string[];
  /** Words of one to four characters, the most frequent first. */
  readonly chinese: readonly string[];
  /** The most frequent first. */
  readonly characters: readonly string[];
  readonly #random: SeededRandom;
  readonly #englishRanks = new Zipf(ENGLISH_WORDS, 1, 2.7);
  readonly #chineseRanks = new Zipf(CHINESE_WORDS, 0.95, 5);

  constructor(random: SeededRandom) {
    this.#random = random;
    this.english = distinct(ENGLISH_WORDS, (rank) => this.#newEnglish(rank));
    this.characters = Array.from({ length: CHINESE_CHARACTERS }, (_, rank) =>
      String.fromCharCode(FIRST_HAN + ((rank * HAN_STEP) % HAN_RANGE)),
    );
    const ranks = new Zipf(CHINESE_CHARACTERS, 0.9, 20);
    this.chinese = distinct(CHINESE_WORDS, (rank) =>
      Array.from({ length: this.#lengthOfChinese(rank) }, () => this.characters[ranks.rank(random)]).join(""),
    );
  }

  next(): string {
    const random = this.#random;
    const count = Math.min(WORDS_MAX, Math.ceil(-Math.log(1 - random.next()) * WORDS_MEAN));
    const kind = random.next();
    const link = random.chance(LINK_SHARE) ? ` https://example.org/${this.#once()}` : "";
    if (kind < ENGLISH_SHARE) return `${Array.from({ length: count }, () => this.#englishWord()).join(" ")}.${link}`;
    const isMixed = kind < ENGLISH_SHARE + MIXED_SHARE;
    const words = Array.from({ length: count }, () => {
      if (isMixed && random.chance(0.2)) return ` ${this.#englishWord()} `;
      return (this.chinese[this.#chineseRanks.rank(random)] ?? "") + (random.chance(0.12) ? "，" : "");
    });
    return `${words.join("")}。${link}`;
  }

  #englishWord(): string {
    return this.#random.chance(ONCE_SHARE) ? this.#once() : (this.english[this.#englishRanks.rank(this.#random)] ?? "");
  }

  #once(): string {
    return this.#random.integer(10_000, 99_999_999).toString(36);
  }

  #newEnglish(rank: number): string {
    const syllables = rank < 60 ? 1 : this.#random.integer(1, rank < 2_000 ? 2 : 4);
    const syllable = (): string => this.#random.pick(onsets) + this.#random.pick(nuclei) + this.#random.pick(codas);
    return Array.from({ length: syllables }, syllable).join("");
  }

  #lengthOfChinese(rank: number): number {
    if (rank < 60) return 1;
    return this.#random.pick(lengthsOfChinese);
  }
}

function distinct(count: number, make: (rank: number) => string): string[] {
  const words = new Set<string>();
  while (words.size < count) words.add(make(words.size));
  return [...words];
}
