import { LOBBY_ID, newClientMessageId } from "../../src/protocol/ids.ts";
import { SeededRandom } from "../../test/support/random.ts";
import { ChatTexts } from "../support/chat-texts.ts";
import { type Author, FilledDatabase, openLog } from "../support/filled-database.ts";
import { preventIndex } from "../support/prevent-index.ts";

const SEED = 21;
const AUTHORS = 50;
/** Two who read rooms where nothing is sent, and two where it is. */
const READERS = 4;
const TALKERS = 10;
const ROOMS = 3;
/** Of each author in a row, mostly. */
const SHARE_OF_SAME_AUTHOR = 0.3;
const SECONDS_BETWEEN_MESSAGES = 40;
/** The lobby and these are 500. */
const MANY_ROOMS = 499;
/** 2026-01-01 */
const FIRST_AT = Date.UTC(2026, 0, 1);
const TEXTS = 5_000;

/** Tokens and ids of what was made. */
export interface FilledPage {
  /** In the lobby and in two rooms, which differ in their length only. Nothing is sent to them. */
  readonly readerToken: string;
  readonly shortRoomId: string;
  readonly longRoomId: string;
  /** In 500 conversations. */
  readonly busyToken: string;
  /** Where messages are sent. */
  readonly talkRoomId: string;
  /** Members of that room: one stays at its end, one reads what was said before, the others send. */
  readonly followerToken: string;
  readonly wandererToken: string;
  readonly talkerTokens: readonly string[];
  readonly texts: readonly string[];
}

/** A server's data: the lobby and two rooms with `longMessages` each, one room with 100, and 499 rooms of one user. */
export function fillForPage(folder: string, longMessages: number): FilledPage {
  const random = new SeededRandom(SEED);
  const chat = new ChatTexts(random);
  const texts = Array.from({ length: TEXTS }, () => chat.next());
  const database = new FilledDatabase(folder);
  const authors = database.addPeople(AUTHORS);
  const [owner] = authors;
  if (owner === undefined) throw new Error("There are authors.");
  const [shortRoomId = "", longRoomId = "", talkRoomId = ""] = database.addRooms(ROOMS, owner);
  const manyRoomIds = database.addRooms(MANY_ROOMS, authors[1] ?? owner, ROOMS);

  let author = owner;
  const say = (conversationId: string, count: number): void =>
    database.addMessages(count, (transaction, index) => {
      if (!random.chance(SHARE_OF_SAME_AUTHOR)) author = random.pick(authors);
      const at = FIRST_AT + index * SECONDS_BETWEEN_MESSAGES * 1_000;
      transaction.append(openLog(transaction, conversationId), author.key, messageOf(author, at, random.pick(texts)));
    });
  say(LOBBY_ID, longMessages);
  say(longRoomId, longMessages);
  say(talkRoomId, longMessages);
  say(shortRoomId, 100);
  for (const id of manyRoomIds) say(id, 3);

  // They come last, so that nothing is unread.
  const [reader, busy, ...talkers] = database.addPeople(READERS + TALKERS, AUTHORS);
  if (reader === undefined || busy === undefined) throw new Error("There are readers.");
  for (const id of [shortRoomId, longRoomId]) database.join(id, reader);
  for (const talker of talkers) database.join(talkRoomId, talker);
  for (const id of manyRoomIds) database.join(id, busy);
  const [followerToken = "", wandererToken = "", ...talkerTokens] = talkers.map(({ token }) => token);
  database.close();
  preventIndex(folder); // making one beside the measurements would be measured, too
  return {
    ...{ readerToken: reader.token, shortRoomId, longRoomId, busyToken: busy.token, talkRoomId },
    ...{ followerToken, wandererToken, talkerTokens, texts },
  };
}

function messageOf({ id, nickname }: Author, at: number, text: string) {
  return { type: "message" as const, at, by: { id, nickname }, clientMessageId: newClientMessageId(at), text };
}
