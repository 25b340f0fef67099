/** Stands before what is no word of a text: a beginning, an author, a kind of content. Texts cannot have it: it is no letter. */
const MARK = "\u{E000}";
/** The beginnings of a word that are tokens of their own. A longer one is found by the words that have it. */
export const BEGINNING_CHARACTERS_MAX = 2;
/** A longer word is cut. */
const WORD_CHARACTERS_MAX = 64;
/** The classes of what follows a character, and a letter for each. More would find fewer wrong candidates and make the index larger. */
const followerClasses = [..."abcdefgh"];
const NO_FOLLOWER = "z";

const words = /\p{Script=Han}|[\p{Script=Hiragana}\p{Script=Katakana}ー々〆]|\p{Script=Hangul}|[\p{L}\p{N}\p{M}_]/gu;
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆\p{Script=Hangul}]/u;

/** What a message has besides its text, and can be searched for. */
export interface Marks {
  readonly authorKey: number;
  readonly hasLink: boolean;
  readonly hasFile: boolean;
  readonly hasImage: boolean;
}

/** A run of letters: a word, or characters of a script that is written without spaces. */
interface Run {
  readonly isSpaced: boolean;
  readonly characters: readonly string[];
}

/**
 * The tokens of a folded text. Scripts with spaces: words, and their beginnings of one and two characters. Han, kana and hangul: every character, with
 * the class of the one that follows it. That is one token for each character, and nearly as much as two for each pair would tell.
 */
export function tokensOf(folded: string): Set<string> {
  const tokens = new Set<string>();
  for (const { isSpaced, characters } of runsOf(folded)) {
    if (isSpaced) addWord(tokens, characters);
    else addUnspaced(tokens, characters);
  }
  return tokens;
}

export function beginningToken(characters: string): string {
  return MARK + characters;
}

/** Of a character of a script without spaces; without `next` nothing of that script follows. */
export function characterToken(character: string, next: string | undefined): string {
  // The upper bits of a product are well mixed.
  const code = next === undefined ? undefined : Math.imul(next.codePointAt(0) ?? 0, 0x9e37_79b1) >>> 29;
  return character + (code === undefined ? NO_FOLLOWER : followerClasses[code]);
}

/** All that the token of a character may be. */
export function characterTokens(character: string): string[] {
  return [...followerClasses, NO_FOLLOWER].map((follower) => character + follower);
}

export function authorToken(userKey: number): string {
  return `${MARK}${MARK}${userKey.toString(36)}`;
}

export const linkToken = `${MARK}${MARK}link`;
export const fileToken = `${MARK}${MARK}file`;
export const imageToken = `${MARK}${MARK}image`;

/** Everything that a message is found by, as the index takes it. The same message always gives the same document. */
export function documentOf(folded: string, { authorKey, hasLink, hasFile, hasImage }: Marks): string {
  const kinds = [...(hasLink ? [linkToken] : []), ...(hasFile ? [fileToken] : []), ...(hasImage ? [imageToken] : [])];
  return [...tokensOf(folded), authorToken(authorKey), ...kinds].join(" ");
}

export function* runsOf(folded: string): Generator<Run, void, void> {
  let run: { isSpaced: boolean; characters: string[]; end: number } | undefined;
  for (const { 0: character, index } of folded.matchAll(words)) {
    const isSpaced = !unspaced.test(character);
    if (run === undefined || run.end !== index || run.isSpaced !== isSpaced) {
      if (run !== undefined) yield run;
      run = { isSpaced, characters: [], end: index };
    }
    run.characters.push(character);
    run.end = index + character.length;
  }
  if (run !== undefined) yield run;
}

function addWord(tokens: Set<string>, characters: readonly string[]): void {
  tokens.add(characters.slice(0, WORD_CHARACTERS_MAX).join(""));
  for (let length = 1; length <= Math.min(BEGINNING_CHARACTERS_MAX, characters.length); length += 1) {
    tokens.add(beginningToken(characters.slice(0, length).join("")));
  }
}

function addUnspaced(tokens: Set<string>, characters: readonly string[]): void {
  for (const [index, character] of characters.entries()) tokens.add(characterToken(character, characters[index + 1]));
}
