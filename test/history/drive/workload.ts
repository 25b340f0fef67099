import type { SeededRandom } from "../../support/random.ts";
import type { ChatAdapter } from "../adapter.ts";
import { newMarker } from "../record/marker.ts";
import type { Recorder } from "../record/recorder.ts";
import type { Chat, Community } from "./community.ts";
import { MessageChanger } from "./message-changer.ts";
import type { RecordedClient } from "./recorded-client.ts";
import type { RecordedGroupSocket } from "./recorded-group-socket.ts";

/** A client does not write more than so many messages ahead of their answers. */
const PENDING_SENDS_MAX = 20;
const WORDS = ["潮水", "reef", "今晚七点在礁石见", "a shoal of herring", "🐟", "ok", "明白了", "<b>not bold</b>", "naïve café"];
const LONG_WORDS = "长".repeat(2_400);

export interface WorkloadParts {
  readonly community: Community;
  readonly adapter: ChatAdapter;
  readonly recorder: Recorder;
  readonly random: SeededRandom;
  /** Of all clients together. */
  readonly messagesPerSecond: number;
  readonly changeShare: number;
  /** Where spies go, past the proxies. */
  readonly url: string;
}

/** What the users do until they are told to stop: they write, change messages, read, join, leave, type and watch, at random. */
export class Workload {
  readonly #parts: WorkloadParts;
  readonly #random: SeededRandom;
  readonly #loops: Promise<void>[];
  readonly #changer: MessageChanger;
  /** Memberships that are being changed. */
  readonly #moving = new Set<string>();
  #messageCount = 0;
  #isOver = false;

  /** Starts at once. */
  constructor(parts: WorkloadParts) {
    this.#parts = parts;
    this.#random = parts.random;
    const { clients, groupSockets, spies } = parts.community;
    this.#changer = new MessageChanger({
      ...{ clients, random: parts.random },
      newMessageId: (author) => this.#newMessageId(author),
    });
    const talkers = clients.length + groupSockets.length / 4;
    const pauseMs = (1000 * talkers) / parts.messagesPerSecond;
    this.#loops = [
      ...clients.map((client) => this.#repeat(pauseMs, () => this.#act(client))),
      ...groupSockets.map((socket) => this.#repeat(pauseMs * 4, () => this.#say(socket))),
      ...spies.map((_, index) => this.#repeat(2_000, () => this.#spy(index))),
    ];
  }

  /** Resolves when nothing more will be asked for. Messages may still be on their way. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    await this.#changer.settle();
  }

  /** So many messages at once into the lobby, which everybody hears. Resolves when all have their answers. */
  async burst(count: number, length: "short" | "long", writers: readonly RecordedClient[]): Promise<void> {
    const words = length === "long" ? LONG_WORDS : "tide";
    const { id } = this.#parts.community.lobby;
    const sends = Array.from({ length: count }, async (_, index) => {
      const writer = writers[index % writers.length];
      await writer?.send(id, this.#newMessageId(writer.name), words);
    });
    await Promise.all(sends);
  }

  async #repeat(pauseMs: number, act: () => void | Promise<void>): Promise<void> {
    // Not all at once.
    await this.#pause(pauseMs * this.#random.next());
    while (!this.#isOver) {
      await act();
      await this.#pause(-Math.log(1 - this.#random.next()) * pauseMs);
    }
  }

  async #pause(ms: number): Promise<void> {
    const endsAt = performance.now() + Math.min(ms, 5_000);
    while (!this.#isOver && performance.now() < endsAt) await Bun.sleep(Math.min(50, endsAt - performance.now()));
  }

  async #act(client: RecordedClient): Promise<void> {
    const { chats, lobby } = this.#parts.community;
    const mine = chats.filter(({ memberIds }) => memberIds.has(client.account.userId));
    const chat = this.#random.chance(0.05) || mine.length === 0 ? lobby : this.#random.pick(mine);
    if (this.#random.chance(this.#parts.changeShare)) return this.#changer.act(client, chat);
    const dice = this.#random.next();
    if (dice < 0.88) {
      if (client.pendingSends < PENDING_SENDS_MAX) this.#send(client, chat);
    } else if (dice < 0.94) await this.#read(client, chat);
    else if (dice < 0.96) client.typing(chat.id);
    else if (dice < 0.97) await client.watch(chat.id);
    else if (dice < 0.975) await this.#kick(client);
    else await this.#move(client);
  }

  #send(client: RecordedClient, chat: Chat): void {
    const messageId = this.#newMessageId(client.name);
    client.send(chat.id, messageId, `${newMarker(this.#random)} ${this.#random.pick(WORDS)}`).then(
      (seq) => seq !== undefined && this.#changer.note(client, chat, messageId, seq),
      (error: unknown) => console.error(`${client.name} cannot send:`, error),
    );
  }

  async #read(client: RecordedClient, chat: Chat): Promise<void> {
    const position = client.positionIn(chat.id) ?? 0;
    const after = this.#random.chance(0.5) ? undefined : this.#random.integer(0, position);
    await client.read(chat.id, after, this.#random.integer(1, 100));
  }

  /** Into a public room, or out of it. */
  async #move(client: RecordedClient): Promise<void> {
    const { clients, chats } = this.#parts.community;
    const { userId } = client.account;
    // Of a user's clients the first does this, so that requests of one user do not cross.
    if (clients.find(({ account }) => account.userId === userId) !== client) return;
    const rooms = chats.filter(({ kind, keeperIds }) => kind === "public" && !keeperIds.includes(userId));
    if (rooms.length === 0) return;
    const { id, memberIds } = this.#random.pick(rooms);
    await this.#alone(id, userId, async () => {
      if (memberIds.has(userId)) {
        memberIds.delete(userId);
        await client.leave(id);
      } else if (await client.join(id)) memberIds.add(userId);
    });
  }

  /** The owner of a public room removes a member. */
  async #kick(owner: RecordedClient): Promise<void> {
    const { chats } = this.#parts.community;
    const rooms = chats.filter(({ kind, keeperIds }) => kind === "public" && keeperIds.includes(owner.account.userId));
    if (rooms.length === 0) return;
    const { id, memberIds, keeperIds } = this.#random.pick(rooms);
    const others = [...memberIds].filter((userId) => !keeperIds.includes(userId));
    if (others.length === 0) return;
    const userId = this.#random.pick(others);
    await this.#alone(id, userId, async () => {
      memberIds.delete(userId);
      await owner.kick(id, userId);
    });
  }

  /** Not while another change of that membership is on its way: which of the two came first could not be told. */
  async #alone(conversationId: string, userId: string, change: () => Promise<void>): Promise<void> {
    const membership = `${conversationId} ${userId}`;
    if (this.#moving.has(membership)) return;
    this.#moving.add(membership);
    await change();
    this.#moving.delete(membership);
  }

  #say(socket: RecordedGroupSocket): void {
    socket.say(this.#parts.community.lobby.id, this.#newMessageId("group"), this.#random.pick(WORDS));
  }

  /** A spy tries the id of a chat that is not public. A server that cannot answer now has told nothing. */
  async #spy(index: number): Promise<void> {
    const { community, adapter, recorder, url } = this.#parts;
    const account = community.spies[index];
    const secrets = community.chats.filter(({ kind }) => kind !== "public");
    if (account === undefined || secrets.length === 0) return;
    const chat = this.#random.pick(secrets);
    const [memberId = ""] = chat.keeperIds;
    const inventedId = invented(chat.id, this.#random);
    try {
      const reports = await adapter.spy(url, account, { conversationId: chat.id, inventedId, memberId });
      const spied = { type: "spied", client: `spy ${index + 1}`, conversationId: chat.id } as const;
      for (const report of reports) recorder.write({ ...spied, ...report });
    } catch {
      // The server was killed meanwhile, or is full, or frozen.
    }
  }

  #newMessageId(author: string): string {
    this.#messageCount += 1;
    return `${author.replaceAll(" ", "-")}-${String(this.#messageCount).padStart(8, "0")}`;
  }
}

/** An id of the same form that no conversation has. */
function invented(id: string, random: SeededRandom): string {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const kept = Math.min(3, id.length);
  return id.slice(0, kept) + Array.from(id.slice(kept), () => letters[random.integer(0, letters.length - 1)]).join("");
}
