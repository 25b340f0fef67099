import { expect } from "bun:test";
import type { Conversation } from "../../../src/protocol/conversations.ts";
import type { ErrorCode } from "../../../src/protocol/errors.ts";
import type { LogEvent } from "../../../src/protocol/events.ts";
import { newClientMessageId, newId } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { NewGuest } from "../../../src/server/storage/account-records.ts";
import type { CommitListener, LogAppend, Storage, StoredMessage } from "../../../src/server/storage/storage.ts";

/** Where one storage lives: it can be closed and opened there again. Goes away with everything in it. */
export interface Place extends AsyncDisposable {
  open(onCommit: CommitListener): Promise<Storage>;
}

export type NewPlace = () => Promise<Place>;
export type Open = () => Promise<OpenStorage>;

/** The moment at which everything happens, unless a test says otherwise. */
export const AT = Date.UTC(2030, 0, 1);
/** Nobody's visit is so long ago. */
export const NEVER = 0;

/** A storage with hands, and with everything that it announced. */
export class OpenStorage implements AsyncDisposable {
  readonly batches: (readonly LogAppend[])[] = [];
  readonly #place: Place;
  #storage: Storage | undefined;

  private constructor(place: Place) {
    this.#place = place;
  }

  static async at(place: Place): Promise<OpenStorage> {
    const open = new OpenStorage(place);
    await open.reopen();
    return open;
  }

  get storage(): Storage {
    if (this.#storage === undefined) throw new Error("The storage was never opened.");
    return this.#storage;
  }

  get appends(): LogAppend[] {
    return this.batches.flat();
  }

  async reopen(): Promise<void> {
    await this.#storage?.close();
    this.#storage = await this.#place.open((appends) => this.batches.push(appends));
  }

  async signUp(nickname: string, at = AT): Promise<Person> {
    const guest = newGuest(nickname, at);
    await this.storage.createGuest(guest);
    return guest.user;
  }

  async room(
    owner: Person,
    name: string,
    { isPrivate = false, ...looks }: { isPrivate?: boolean; description?: string; emoji?: string; picture?: string } = {},
  ): Promise<Conversation> {
    const room = { id: newId("r"), name, nameKey: name.toLowerCase(), isPrivate, ...looks };
    return await this.storage.createRoom({ ...room, ownerId: owner.id, at: AT });
  }

  async direct(user: Person, peer: Person): Promise<Conversation> {
    return await this.storage.openDirect({ newId: newId("d"), userId: user.id, peerId: peer.id, at: AT });
  }

  async say(
    author: Person,
    conversationId: string,
    text: string,
    clientMessageId = newClientMessageId(),
    at = AT,
  ): Promise<StoredMessage> {
    return await this.storage.appendMessage({ conversationId, userId: author.id, clientMessageId, text, at });
  }

  /** So many new users, in order, each with a first direct message to `user`. */
  /** What is said in several conversations at once has no order among them: the last two write after the others. */
  async strangersWrite(user: Person, count: number, name = "Stranger"): Promise<{ stranger: Person; direct: Conversation }[]> {
    const strangers = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const stranger = await this.signUp(`${name} ${index}`);
        return { stranger, direct: await this.direct(stranger, user) };
      }),
    );
    await Promise.all(strangers.slice(0, -2).map(({ stranger, direct }) => this.say(stranger, direct.id, "hello")));
    for (const { stranger, direct } of strangers.slice(-2)) await this.say(stranger, direct.id, "hello");
    return strangers;
  }

  /** A message that no storage takes for a plain one. */
  async mention(author: Person, conversationId: string, user: Person): Promise<StoredMessage> {
    const text = `@${user.nickname}`;
    const mentions = [{ start: 0, length: text.length, userId: user.id }];
    const message = { conversationId, userId: author.id, clientMessageId: newClientMessageId(), text, at: AT };
    return await this.storage.appendMessage({ ...message, mentions });
  }

  /** The whole log. */
  async log(logId: string): Promise<readonly LogEvent[]> {
    const { events } = await this.storage.readLog(logId, { after: 0, limit: 10_000 });
    return events;
  }

  /** The types of a log's events, in order. */
  async types(logId: string): Promise<string[]> {
    return (await this.log(logId)).map(({ type }) => type);
  }

  /** What that user's list says of that conversation. */
  async listed(user: Person, conversationId: string): Promise<Conversation | undefined> {
    const { conversations } = await this.storage.listConversations(user.id);
    return conversations.find(({ id }) => id === conversationId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage?.close();
    await this.#place[Symbol.asyncDispose]();
  }
}

export function newGuest(nickname: string, at = AT): NewGuest {
  const key = nickname.toLowerCase();
  return {
    user: { id: newId("u"), nickname },
    nicknameKey: key,
    nicknameSkeleton: key.replaceAll("0", "o"),
    session: { id: newId("s"), tokenHash: newId("s"), device: "a test", at },
    expiredBefore: NEVER,
  };
}

export async function expectRefusal(refused: Promise<unknown>, code: ErrorCode): Promise<void> {
  const reason: unknown = await refused.then(
    () => "it was not refused",
    (error: unknown) => error,
  );
  expect(reason).toMatchObject({ name: "ShoalError", code });
}
