import { LOBBY_ID, newClientMessageId } from "../../src/protocol/ids.ts";
import type { Person } from "../../src/protocol/people.ts";
import { SeededRandom } from "../../test/support/random.ts";
import { ChatTexts } from "../support/chat-texts.ts";
import { type Author, FIRST_AT, FilledDatabase, openLog } from "../support/filled-database.ts";
import { Zipf } from "../support/zipf.ts";

const SEED = 14;
const ROOMS = 300;
const PEOPLE = 1_000;
/** The rooms of the user who searches: the largest, one in the middle, the smallest. */
const ownRooms = [0, 100, 299];
const LOBBY_SHARE = 0.1;
const FILE_SHARE = 0.02;
const PHRASES = 2_000;

export interface FilledRooms {
  readonly texts: ChatTexts;
  readonly textBytes: number;
  readonly user: Person;
  readonly phrases: readonly string[];
}

export function fillRooms(folder: string, messages: number): FilledRooms {
  const random = new SeededRandom(SEED);
  const texts = new ChatTexts(random);
  const database = new FilledDatabase(folder);
  const people = database.addPeople(PEOPLE);
  const [owner, user] = people;
  if (owner === undefined || user === undefined) throw new Error("There are people.");
  const rooms = database.addRooms(ROOMS, owner);
  const own = new Set(ownRooms.map((index) => rooms[index] ?? ""));
  for (const id of own) database.join(id, user);
  const phrases: string[] = [];
  const [roomRanks, authorRanks] = [new Zipf(ROOMS, 1, 10), new Zipf(PEOPLE, 1, 3)];
  database.addMessages(messages, (transaction, index) => {
    const conversationId = random.chance(LOBBY_SHARE) ? LOBBY_ID : (rooms[roomRanks.rank(random)] ?? "");
    const author = people[authorRanks.rank(random)] ?? owner;
    const text = texts.next();
    transaction.append(openLog(transaction, conversationId), author.key, messageOf(author, index, text, random));
    const isSeen = conversationId === LOBBY_ID || own.has(conversationId);
    const [phrase] = isSeen && phrases.length < PHRASES ? (/\b[a-z]+ [a-z]+\b/.exec(text) ?? []) : [];
    if (phrase !== undefined) phrases.push(phrase);
  });
  const textBytes = database.textBytes();
  database.close();
  return { texts, textBytes, user, phrases };
}

function messageOf({ id, nickname }: Author, index: number, text: string, random: SeededRandom) {
  const at = FIRST_AT + index * 1_000;
  const type = random.chance(0.5) ? "image/png" : "application/pdf";
  const file = { id: `f_${index}`, name: `${index}`, type, byteLength: 10_000 };
  const files = random.chance(FILE_SHARE) && { files: [file] };
  return { type: "message" as const, at, by: { id, nickname }, clientMessageId: newClientMessageId(at), text, ...files };
}
