import type { NewMention } from "../../client/index.ts";

/** A user, or all members, by the name that a text calls them. */
export interface Mentionable {
  readonly nickname: string;
  /** Missing for all members. */
  readonly userId?: string | undefined;
}

const wordBefore = /[\p{L}\p{N}_]$/u;
const wordAfter = /^[\p{L}\p{N}_]/u;
/** After these a name may follow, and before them end, without a space. */
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Where a text names people with `@`: the longest name first, ascending, without overlaps, at most `max`. */
export function mentionsIn(text: string, people: readonly Mentionable[], max: number): NewMention[] {
  const byLength = people.toSorted((one, other) => other.nickname.length - one.nickname.length);
  const mentions: NewMention[] = [];
  for (let at = text.indexOf("@"); at >= 0 && mentions.length < max; at = text.indexOf("@", at + 1)) {
    if (isQuoted(text, at) || continues(text.slice(0, at), wordBefore, -2)) continue;
    const person = byLength.find(({ nickname }) => text.startsWith(nickname, at + 1) && isEnd(text, at + 1 + nickname.length));
    if (person === undefined) continue;
    const length = 1 + person.nickname.length;
    mentions.push({ start: at, length, ...(person.userId !== undefined && { userId: person.userId }) });
    at += length - 1;
  }
  return mentions;
}

/** A quoted line mentions no one: its author did that. */
function isQuoted(text: string, at: number): boolean {
  return text.startsWith(">", text.lastIndexOf("\n", at) + 1);
}

function isEnd(text: string, at: number): boolean {
  const rest = text.slice(at);
  return !wordAfter.test(rest) || unspaced.test(rest);
}

/** Whether a word goes on up to the end of `before`. */
function continues(before: string, word: RegExp, lastUnits: number): boolean {
  const last = [...before.slice(lastUnits)].at(-1) ?? "";
  return word.test(last) && !unspaced.test(last);
}
