import { LOBBY_ID, type Person } from "../../client/index.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { ChatError } from "./chat-error.ts";
import { words } from "./i18n/words.ts";
import type { Talk } from "./talk.ts";

/** The user of that nickname, with `@` before it or without. */
export async function findPerson({ client }: Talk, nickname: string): Promise<Person> {
  const { members } = await client.members(LOBBY_ID, { query: nickname.replace(/^@/, "") }); // everybody is in the lobby
  const found = members.find((member) => isNamed(member.nickname, nickname));
  if (found !== undefined) return found;
  const others = members.map((member) => member.nickname).slice(0, 5);
  throw new ChatError(words.answers.noPerson(nickname, others));
}

export function isNamed(name: string, asked: string): boolean {
  return [asked, withoutMark(asked)].some((each) => foldText(each) === foldText(name));
}

export function withoutMark(name: string): string {
  return name.replace(/^[#@]/, "");
}
