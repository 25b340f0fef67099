import { join } from "node:path";
import { readArchive } from "../../src/operator/archive/archive-reader.ts";
import { isEntryName } from "../../src/operator/moving/format.ts";
import { LOBBY_ID, newClientMessageId, newId } from "../../src/protocol/ids.ts";
import type { Person } from "../../src/protocol/people.ts";
import { FolderBlobs } from "../../src/server/files/folder-blobs.ts";
import { openSqliteStorage } from "../../src/server/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../../src/server/storage/storage.ts";
import type { SeededRandom } from "./random.ts";

const NAMES = ["ann", "ben", "小鱼", "dan", "eve", "fay", "gus", "hal"];
const EMOJI = ["👍", "❤️", "🎉"];
const BEGUN_AT = Date.UTC(2024, 0, 1);

interface RandomHistory {
  readonly steps: number;
  /** Whether users leave the server, too. */
  readonly areUsersDeleted?: boolean;
  readonly isTrimmed?: boolean;
}

/** A data folder in which random things happened. */
export async function writeRandomHistory(folder: string, random: SeededRandom, options: RandomHistory): Promise<void> {
  const storage = await openSqliteStorage({ folder, onCommit: () => {} });
  try {
    const history = new History(storage, await FolderBlobs.open(join(folder, "files")), random);
    await history.begin();
    for (let step = 0; step < options.steps; step += 1) await history.step(options.areUsersDeleted === true);
    if (options.isTrimmed === true) await history.trim();
    await history.end();
  } finally {
    await storage.close();
  }
}

class History {
  readonly #storage: Storage;
  readonly #blobs: FolderBlobs;
  readonly #random: SeededRandom;
  readonly #conversationIds = [LOBBY_ID];
  #people: Person[] = [];
  #at = BEGUN_AT;

  constructor(storage: Storage, blobs: FolderBlobs, random: SeededRandom) {
    this.#storage = storage;
    this.#blobs = blobs;
    this.#random = random;
  }

  async begin(): Promise<void> {
    for (const nickname of NAMES) {
      const user = { id: newId("u"), nickname };
      const session = { id: newId("s"), tokenHash: newId("s"), device: "a test", at: this.#now() };
      await this.#storage.createGuest({ user, nicknameKey: nickname, nicknameSkeleton: nickname, session, expiredBefore: 0 });
      this.#people.push(user);
      if (this.#random.chance(0.5)) {
        await this.#storage.claimAccount({ userId: user.id, passwordHash: `$argon2id$of-${user.id}`, at: this.#now() });
      }
    }
  }

  /** Of each conversation a few messages are kept, and what changed others. */
  async trim(): Promise<void> {
    const server = { days: 0, messages: this.#random.integer(1, 8) };
    for (const conversationId of this.#conversationIds) {
      const step = { conversationId, server, at: this.#now(), limit: 200 };
      while ((await this.#storage.trimLog(step)).isBehind);
    }
  }

  /** What is refused did not happen. */
  async step(areUsersDeleted: boolean): Promise<void> {
    const random = this.#random;
    const user = random.pick(this.#people);
    const conversationId = random.pick(this.#conversationIds);
    const act = random.integer(0, areUsersDeleted && this.#people.length > 3 ? 41 : 39);
    const doing = act < 18 ? this.#say(user, conversationId) : this.#other(act, user, conversationId);
    await doing.catch(() => {});
  }

  async end(): Promise<void> {
    while ((await this.#storage.eraseDeletedUsers(1_000, this.#now())).isBehind);
  }

  #now(): number {
    this.#at += this.#random.integer(0, 100_000);
    return this.#at;
  }

  async #say(user: Person, conversationId: string): Promise<void> {
    const random = this.#random;
    const at = this.#now();
    const text = `${random.pick(["hello", "你好", "\u0000\u2028\\", "…"])} ${random.integer(0, 1_000)}`;
    const replyTo = random.chance(0.2) ? await this.#messageIn(conversationId, user) : undefined;
    const mentions = random.chance(0.2) ? [{ start: 0, length: 1, userId: random.pick(this.#people).id }] : undefined;
    const files = random.chance(0.1) ? [await this.#upload(user)] : undefined;
    const data = random.chance(0.2) ? { number: random.integer(0, 1_000), text } : undefined;
    const clientMessageId = newClientMessageId(at);
    const message = { conversationId, userId: user.id, clientMessageId, text, at, replyTo, mentions, files, data };
    await this.#storage.appendMessage(message);
  }

  async #upload(user: Person): Promise<string> {
    const id = newId("f");
    const bytes = new TextEncoder().encode(`bytes of ${id}`);
    const upload = {
      id,
      userId: user.id,
      name: `${this.#random.integer(1, 9)}.txt`,
      type: "text/plain",
      byteLength: bytes.length,
    };
    await this.#storage.createUpload({ ...upload, at: this.#now() });
    await this.#blobs.append(id, 0, once(bytes));
    await this.#storage.completeUpload({ ...upload, at: this.#now() });
    return id;
  }

  async #messageIn(conversationId: string, user: Person): Promise<number> {
    const { events } = await this.#storage.readHistory(conversationId, user.id, { limit: 50, isWithoutChanges: true });
    return this.#random.pick(events).seq;
  }

  async #other(act: number, user: Person, conversationId: string): Promise<unknown> {
    const random = this.#random;
    const storage = this.#storage;
    const other = random.pick(this.#people);
    const at = this.#now();
    const place = async () => ({ conversationId, userId: user.id, seq: await this.#messageIn(conversationId, user), at });
    if (act < 22) return await storage.react({ ...(await place()), emoji: random.pick(EMOJI) });
    if (act < 23) return await storage.unreact({ ...(await place()), emoji: random.pick(EMOJI) });
    if (act < 25) return await storage.editMessage({ ...(await place()), text: `edited ${at}` });
    if (act < 26) return await storage.deleteMessage({ ...(await place()), reason: "rude" });
    if (act < 27) return await storage.pin(await place());
    if (act < 28) return await storage.unpin(await place());
    if (act < 30) return await this.#room(user, at);
    if (act < 33) return await storage.join(conversationId, user.id, at);
    if (act < 34) return await storage.leave(conversationId, user.id, at);
    if (act < 36) {
      const direct = await storage.openDirect({ newId: newId("d"), userId: user.id, peerId: other.id, at });
      this.#conversationIds.push(direct.id);
      return;
    }
    if (act < 37) return await storage.block(user.id, other.id, at);
    if (act < 38) {
      const rules = { isLocked: random.chance(0.3), announcement: `at ${at}` };
      return await storage.setRules({ actorId: user.id, conversationId, at, rules });
    }
    if (act < 39) return await storage.mute({ actorId: user.id, conversationId, userId: other.id, at, reason: "loud" });
    if (act < 40) return await storage.configure({ conversationId, userId: user.id, isPinned: true, notify: "mentions", at });
    this.#people = this.#people.filter(({ id }) => id !== user.id);
    return act === 40 ? await storage.deleteUser({ userId: user.id, at }) : await storage.signOutUser({ userId: user.id, at });
  }

  async #room(user: Person, at: number): Promise<void> {
    const random = this.#random;
    const name = `Room ${random.integer(0, 1_000_000)}`;
    const picture = random.chance(0.3) ? await this.#picture(user) : undefined;
    const room = {
      id: newId("r"),
      name,
      nameKey: name.toLowerCase(),
      isPrivate: random.chance(0.3),
      ownerId: user.id,
      at,
      picture,
    };
    await this.#storage.createRoom({ ...room, description: random.chance(0.5) ? "about it" : undefined });
    this.#conversationIds.push(room.id);
  }

  /** A complete upload with a picture that was made of it. */
  async #picture(user: Person): Promise<string> {
    const id = await this.#upload(user);
    await this.#blobs.append(`${id}.picture`, 0, once(WEBP.slice()));
    return id;
  }
}

/** The smallest picture of that kind. */
const WEBP = new Uint8Array(Buffer.from("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==", "base64"));

async function* once(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes;
}

/**
 * What an archive says, without what docs/export-format.md names as different after an import: its source and time, and when guests were here last.
 */
export async function archivedIn(path: string): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for await (const { name, body } of readArchive(Bun.file(path).stream(), { label: path, isExpected: isEntryName })) {
    const chunks = await Array.fromAsync(body, (chunk) => chunk.slice());
    const text = Buffer.concat(chunks).toString("latin1");
    entries.set(name, name === "manifest.json" || name === "users.jsonl" ? text.split("\n").map(comparable).join("\n") : text);
  }
  return entries;
}

function comparable(line: string): string {
  if (/^ {2}"(?:source|at)"/.test(line)) return "";
  return line.includes('"isAccount":false') ? line.replace(/"lastSeenAt":\d+,/, "") : line;
}
