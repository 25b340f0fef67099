import type { SearchQuery, Term } from "./query.ts";
import {
  BEGINNING_CHARACTERS_MAX,
  beginningToken,
  characterToken,
  characterTokens,
  fileToken,
  imageToken,
  linkToken,
  runsOf,
} from "./tokens.ts";

/** A message is a candidate when it has one token of each clause. */
export type Clause = readonly string[];
/** What the index is asked for; undefined when every message is a candidate. */
export type Expression = readonly Clause[] | undefined;

/** At most `limit` words of the index that begin so. */
export type WordsWith = (beginning: string, limit: number) => readonly string[];

/** A beginning that more words have is looked up by its first characters, and the text decides. */
const WORDS_OF_BEGINNING_MAX = 64;
/** Of all beginnings of a query: each word is looked up in each conversation. */
const WORDS_OF_QUERY_MAX = 256;
const contentTokens = { link: linkToken, file: fileToken, image: imageToken } as const;

interface Vocabulary {
  readonly wordsWith: WordsWith;
  /** Of one beginning. */
  readonly wordsMax: number;
}

/** Every match is among the messages that the expression finds; the text decides which of them match. */
export function expressionOf(query: SearchQuery, authors: readonly string[], wordsWith: WordsWith): Expression {
  const wordsMax = Math.min(WORDS_OF_BEGINNING_MAX, Math.floor(WORDS_OF_QUERY_MAX / query.wanted.length));
  const clauses = [
    ...query.wanted.flatMap((term) => clausesOf(term, { wordsWith, wordsMax })),
    ...(authors.length > 0 ? [authors] : []),
    ...query.has.map((kind) => [contentTokens[kind]]),
  ];
  const unique = new Map(clauses.map((clause) => [clause.join(" "), clause]));
  return unique.size === 0 ? undefined : [...unique.values()];
}

function clausesOf({ text, isPhrase }: Term, vocabulary: Vocabulary): Clause[] {
  const runs = [...runsOf(text)];
  return runs.flatMap(({ isSpaced, characters }, place) => {
    const isLast = place === runs.length - 1 && !isPhrase;
    if (isSpaced) return [isLast ? beginningClause(characters, vocabulary) : [characters.join("")]];
    return unspacedClauses(characters);
  });
}

/** Anything may follow the last character. Where more than one pair is looked for, it is left to the text: each token has its price. */
function unspacedClauses(characters: readonly string[]): Clause[] {
  const pairs = characters.slice(1).map((next, at) => [characterToken(characters[at] ?? "", next)]);
  return pairs.length > 1 ? pairs : [...pairs, characterTokens(characters.at(-1) ?? "")];
}

/** Of a word that may go on. */
function beginningClause(characters: readonly string[], { wordsWith, wordsMax }: Vocabulary): Clause {
  const beginning = characters.join("");
  if (characters.length <= BEGINNING_CHARACTERS_MAX) return [beginningToken(beginning)];
  const words = wordsWith(beginning, wordsMax + 1);
  if (words.length > wordsMax) return [beginningToken(characters.slice(0, BEGINNING_CHARACTERS_MAX).join(""))];
  return words.length === 0 ? [beginning] : words;
}
