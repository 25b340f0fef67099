import type { SearchQuery, Term } from "../../search/query.ts";
import {
  BEGINNING_CHARACTERS_MAX,
  beginningToken,
  characterToken,
  characterTokens,
  fileToken,
  imageToken,
  linkToken,
  runsOf,
} from "../../search/tokens.ts";
import type { Database } from "../database.ts";

/** A query of the index; undefined when every message is a candidate. */
export type Expression = string | undefined;

/** A beginning that more words have is looked up by its first characters, and the text decides. */
const WORDS_OF_BEGINNING_MAX = 64;
const contentTokens = { link: linkToken, file: fileToken, image: imageToken } as const;

/** Every match is among the messages that the expression finds; the text decides which of them match. */
export function expressionOf(query: SearchQuery, authors: readonly string[], index: Database): Expression {
  const clauses = [
    ...query.wanted.flatMap((term) => clausesOf(term, index)),
    ...(authors.length > 0 ? [anyOf(authors)] : []),
    ...query.has.map((kind) => quoted(contentTokens[kind])),
  ];
  return clauses.length === 0 ? undefined : [...new Set(clauses)].join(" AND ");
}

function clausesOf({ text, isPhrase }: Term, index: Database): string[] {
  const runs = [...runsOf(text)];
  return runs.flatMap(({ isSpaced, characters }, place) => {
    const isLast = place === runs.length - 1 && !isPhrase;
    if (isSpaced) return isLast ? beginningClause(characters, index) : [quoted(characters.join(""))];
    return unspacedClauses(characters);
  });
}

/** Anything may follow the last character. Where more than one pair is looked for, it is left to the text: each token has its price. */
function unspacedClauses(characters: readonly string[]): string[] {
  const pairs = characters.slice(1).map((next, at) => quoted(characterToken(characters[at] ?? "", next)));
  return pairs.length > 1 ? pairs : [...pairs, anyOf(characterTokens(characters.at(-1) ?? ""))];
}

/** Of a word that may go on. */
function beginningClause(characters: readonly string[], index: Database): string[] {
  const beginning = characters.join("");
  if (characters.length <= BEGINNING_CHARACTERS_MAX) return [quoted(beginningToken(beginning))];
  const words = index.all<{ term: string }>(
    "SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT ?",
    ...([beginning, `${beginning}\u{10FFFF}`, WORDS_OF_BEGINNING_MAX + 1] as const),
  );
  if (words.length > WORDS_OF_BEGINNING_MAX)
    return [quoted(beginningToken(characters.slice(0, BEGINNING_CHARACTERS_MAX).join("")))];
  return [words.length === 0 ? quoted(beginning) : anyOf(words.map(({ term }) => term))];
}

function anyOf(tokens: readonly string[]): string {
  return `(${tokens.map(quoted).join(" OR ")})`;
}

function quoted(token: string): string {
  return `"${token}"`;
}
