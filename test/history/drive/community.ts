import type { SeededRandom } from "../../support/random.ts";
import type { Account, ChatAdapter } from "../adapter.ts";
import type { Recorder } from "../record/recorder.ts";
import type { ConversationKind } from "../record/records.ts";
import type { RunOptions } from "./options.ts";
import type { RecordedClient } from "./recorded-client.ts";
import type { RecordedGroupSocket } from "./recorded-group-socket.ts";

export interface Chat {
  readonly id: string;
  readonly kind: ConversationKind;
  /** The users who are in it now, as far as the driver knows. */
  readonly memberIds: Set<string>;
  /** Those who never leave: the owner of a room, the two of a direct message conversation. */
  readonly keeperIds: readonly string[];
}

/** The users, their clients, and the conversations that they have. */
export interface Community {
  readonly clients: readonly RecordedClient[];
  readonly groupSockets: readonly RecordedGroupSocket[];
  /** Users who are in the lobby and nowhere else, and who guess. */
  readonly spies: readonly Account[];
  readonly chats: readonly Chat[];
  readonly lobby: Chat;
}

/** Signs users in; names are short and different. */
export async function signInMany(adapter: ChatAdapter, url: string, prefix: string, count: number): Promise<Account[]> {
  const accounts: Account[] = [];
  const names = Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`);
  const atOnce = 50;
  for (let first = 0; first < count; first += atOnce) {
    accounts.push(...(await Promise.all(names.slice(first, first + atOnce).map((name) => adapter.signIn(url, name)))));
  }
  return accounts;
}

/** Makes the rooms and the direct message conversations before any fault acts. */
export async function foundChats(
  { publicRoomCount, privateRoomCount, directCount }: RunOptions,
  clients: readonly RecordedClient[],
  recorder: Recorder,
  random: SeededRandom,
): Promise<Chat[]> {
  const chats: Chat[] = [];
  for (let index = 0; index < publicRoomCount + privateRoomCount; index += 1) {
    chats.push(await foundRoom(index, index >= publicRoomCount, clients, recorder, random));
  }
  const firstOfUser = new Map(clients.map((client) => [client.account.userId, client]));
  const pairs = allPairs([...firstOfUser.values()]);
  for (let count = 0; count < directCount && pairs.length > 0; count += 1) {
    const [pair] = pairs.splice(random.integer(0, pairs.length - 1), 1);
    if (pair !== undefined) chats.push(await openDirect(pair, recorder));
  }
  return chats;
}

async function foundRoom(
  index: number,
  isPrivate: boolean,
  clients: readonly RecordedClient[],
  recorder: Recorder,
  random: SeededRandom,
): Promise<Chat> {
  const owner = random.pick(clients);
  const ownerId = owner.account.userId;
  const kind = isPrivate ? "private" : "public";
  const id = await owner.createRoom(`${isPrivate ? "den" : "reef"} ${index + 1}`, isPrivate);
  recorder.write({ type: "conversation", conversationId: id, kind, userIds: [] });
  const membership = { type: "membership", client: owner.name, userId: ownerId, conversationId: id, change: "join" } as const;
  recorder.write({ ...membership, stage: "asked" });
  recorder.write({ ...membership, stage: "answered" });
  const chat: Chat = { id, kind, memberIds: new Set([ownerId]), keeperIds: [ownerId] };
  for (const client of clients) {
    if (chat.memberIds.has(client.account.userId) || !random.chance(0.4)) continue;
    if (isPrivate) await owner.invite(id, client.account.userId);
    await (isPrivate ? client.acceptInvitation(id) : client.join(id));
    chat.memberIds.add(client.account.userId);
  }
  return chat;
}

async function openDirect([one, other]: readonly [RecordedClient, RecordedClient], recorder: Recorder): Promise<Chat> {
  const userIds = [one.account.userId, other.account.userId];
  const id = await one.openDirect(other.account.userId);
  recorder.write({ type: "conversation", conversationId: id, kind: "direct", userIds });
  return { id, kind: "direct", memberIds: new Set(userIds), keeperIds: userIds };
}

function allPairs(clients: readonly RecordedClient[]): [RecordedClient, RecordedClient][] {
  return clients.flatMap((one, index) => clients.slice(index + 1).map((other): [RecordedClient, RecordedClient] => [one, other]));
}
