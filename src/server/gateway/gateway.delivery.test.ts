import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import type { UpFrameInput } from "../../protocol/frames/up.ts";
import { LOBBY_ID, newClientMessageId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../storage/storage.ts";
import type { Connection } from "./connection.ts";
import type { Gateway } from "./gateway.ts";
import { WATCH_INTERVAL_MS } from "./presence-feed.ts";
import { Listener } from "./testing/listener.ts";
import { newGateway } from "./testing/new-gateway.ts";

// What a connection is told, and what it is not told any more, on a gateway that hears of every commit.

let folder: TemporaryFolder;
let storage: Storage;
let gateway: Gateway;
const clock = new FakeClock();
const log = { info() {}, warn() {}, error: (_message: string, error: unknown) => Promise.reject(error) };

beforeEach(async () => {
  folder = await temporaryFolder();
  storage = await openSqliteStorage({ folder: folder.path, onCommit: (appends) => gateway.committed(appends) });
});

afterEach(async () => {
  await storage.close();
  await folder[Symbol.asyncDispose]();
});

interface Guest {
  readonly connection: Connection;
  readonly listener: Listener;
  readonly userId: string;
  say(frame: UpFrameInput): void | Promise<void>;
}

function start(disk: Storage = storage): (nickname: string) => Promise<Guest> {
  const parts = newGateway({ storage: disk, clock, log });
  gateway = parts.gateway;
  return async (nickname) => {
    const { token, user } = await parts.accounts.signInGuest(nickname, "");
    const listener = new Listener();
    const connection = gateway.open(listener, { address: "127.0.0.1" });
    const say = (frame: UpFrameInput) => gateway.received(connection, JSON.stringify(frame));
    await say({ type: "hello", version: PROTOCOL_VERSION, token });
    return { connection, listener, userId: user.id, say };
  };
}

/** A room of ann's that ben is in, too, and looks at. */
async function watchedRoom(enter: (nickname: string) => Promise<Guest>) {
  const [ann, ben] = [await enter("ann"), await enter("ben")];
  await ann.say({ type: "create-room", requestId: 1, name: "reef" });
  const conversationId = ann.listener.all("conversation")[0]?.conversation.id ?? "";
  await ben.say({ type: "join", requestId: 1, conversationId });
  // Subscriptions follow the log of the user.
  await eventually(() => expect(ben.connection.subscriptions.has(conversationId)).toBe(true));
  await ben.say({ type: "watch", requestId: 2, conversationId });
  expect(ben.listener.all("watched")).toHaveLength(1);
  return { ann, ben, conversationId };
}

test("[P22d] a departed member is no longer told who types and who comes", async () => {
  const { ann, ben, conversationId } = await watchedRoom(start());
  await ann.say({ type: "typing", conversationId });
  clock.advance(WATCH_INTERVAL_MS);
  expect(ben.listener.all("typists")).toHaveLength(1);
  await ann.say({ type: "typing", conversationId, isTyping: false });
  clock.advance(WATCH_INTERVAL_MS);

  await ben.say({ type: "leave", requestId: 3, conversationId });
  await eventually(() => expect(ben.connection.subscriptions.has(conversationId)).toBe(false));
  const before = ben.listener.frames.length;
  await ann.say({ type: "typing", conversationId });
  gateway.closed(ann.connection);
  clock.advance(limits.presenceLeaveDelayMs + WATCH_INTERVAL_MS);
  const told = ben.listener.frames.slice(before).filter(({ type }) => type === "typists" || type === "presence");
  expect(told).toEqual([]);
});

test("[P22c] nothing is gathered for a connection that is gone", async () => {
  const { ann, ben, conversationId } = await watchedRoom(start());
  const told: string[] = [];
  ben.connection.sendEphemeral = (text) => told.push(text);
  gateway.closed(ben.connection);
  await ann.say({ type: "typing", conversationId });
  clock.advance(WATCH_INTERVAL_MS);
  expect(told).toEqual([]);
});

test("[P9] a message between reading the heads and subscribing is delivered, though nothing follows it", async () => {
  const said = Promise.withResolvers<void>();
  let isSlow = false;
  const enter = start({
    ...storage,
    async listConversations(userId) {
      const list = await storage.listConversations(userId);
      if (!isSlow) return list;
      await author.say({ type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text: "meanwhile" });
      said.resolve();
      return list;
    },
  });
  const author = await enter("ann");
  gateway.closed(author.connection); // so that no subscriber of the lobby knows where it stands
  isSlow = true;
  author.connection.isOpen = true;
  const { listener } = await enter("ben");
  await said.promise;
  await eventually(() =>
    expect(listener.all("events").flatMap(({ events }) => events)).toContainEqual(expect.objectContaining({ text: "meanwhile" })),
  );
});

test("[P18c] a client that takes nothing is sent nothing that is not kept", async () => {
  const { ann, ben, conversationId } = await watchedRoom(start());
  ben.listener.isTaking = false;
  await ben.say({ type: "ping" });
  await ann.say({ type: "typing", conversationId });
  clock.advance(WATCH_INTERVAL_MS);
  expect(ben.listener.all("typists")).toEqual([]);
  ben.listener.isTaking = true;
  gateway.drained(ben.connection);
  await ann.say({ type: "typing", conversationId, isTyping: false });
  clock.advance(WATCH_INTERVAL_MS);
  expect(ben.listener.all("typists")).toHaveLength(1);
});

test("[P22g] [P24e] a client that took nothing for a while is told the whole of who is online and who has read", async () => {
  const { ann, ben, conversationId } = await watchedRoom(start());
  await ann.say({ type: "open-direct", requestId: 2, userId: ben.userId });
  const directId = ann.listener.all("conversation").at(-1)?.conversation.id ?? "";
  await ann.say({ type: "send", clientMessageId: newClientMessageId(), conversationId: directId, text: "hello" });
  await eventually(() => expect(ben.connection.subscriptions.has(directId)).toBe(true));
  ben.listener.isTaking = false;
  await ben.say({ type: "ping" });
  clock.advance(WATCH_INTERVAL_MS);
  await ann.say({ type: "send", clientMessageId: newClientMessageId(), conversationId, text: "hello" });
  expect([ben.listener.all("peers"), ben.listener.all("readers")]).toEqual([[], []]);
  ben.listener.isTaking = true;
  gateway.drained(ben.connection);
  clock.advance(WATCH_INTERVAL_MS);
  expect(ben.listener.all("peers")).toEqual([{ type: "peers", online: [ann.userId] }]);
  await eventually(() => {
    const userIds = ben.listener.all("readers").flatMap(({ markers }) => markers.map(({ userId }) => userId));
    expect(userIds).toEqual([ann.userId, ben.userId]);
  });
});

test("[P24e] messages cost no look at markers, and what is read costs one look in a quarter of a second, none where many are", async () => {
  let looks = 0;
  let isLarge = false;
  const enter = start({
    ...storage,
    listReadMarkers(id) {
      looks += 1;
      return isLarge ? Promise.resolve(undefined) : storage.listReadMarkers(id);
    },
  });
  const { ann, ben, conversationId } = await watchedRoom(enter);
  const write = (text: string) => ann.say({ type: "send", clientMessageId: newClientMessageId(), conversationId, text });
  const readsOfBen = async () => {
    for (let seq = 3; seq <= 12; seq += 1) await ben.say({ type: "read", conversationId, seq });
    clock.advance(WATCH_INTERVAL_MS);
    await ben.say({ type: "history", requestId: 9, conversationId, limit: 1 });
  };
  clock.advance(WATCH_INTERVAL_MS);
  await eventually(() => expect(ben.listener.all("readers")).toHaveLength(1));
  looks = 0;
  for (let count = 0; count < 10; count += 1) await write(`${count}`);
  clock.advance(WATCH_INTERVAL_MS);
  expect(looks).toBe(0);
  await readsOfBen();
  expect(looks).toBe(1);

  isLarge = true;
  await enter("carol").then(({ say }) => say({ type: "join", requestId: 1, conversationId }));
  clock.advance(WATCH_INTERVAL_MS);
  await eventually(() => expect(ben.listener.all("readers").at(-1)?.markers).toEqual([]));
  looks = 0;
  for (let count = 0; count < 10; count += 1) await write(`more ${count}`);
  for (let seq = 13; seq <= 22; seq += 1) await ben.say({ type: "read", conversationId, seq });
  clock.advance(WATCH_INTERVAL_MS);
  expect(looks).toBe(0);
});

test("[P18b] it is closed 30 s after it first took nothing, whatever it is sent meanwhile", async () => {
  const enter = start();
  const { connection, listener, say } = await enter("ann");
  listener.isTaking = false;
  for (let seconds = 0; seconds < limits.slowConnectionTimeoutMs / 1000; seconds += 10) {
    await say({ type: "ping" });
    expect(listener.closeReason).toBeUndefined();
    clock.advance(10_000);
  }
  clock.advance(1_000);
  expect([connection.isCongested, listener.closeReason]).toEqual([true, "too-slow"]);
});

test("[P174a] what waits for a client is dropped when its user is removed from a room, and kept when they leave", async () => {
  const enter = start();
  const { ann, ben, conversationId } = await watchedRoom(enter);
  const removal = { requestId: 9, conversationId, userId: ben.userId } as const;
  await ann.say({ type: "kick", ...removal });
  await eventually(() => expect(ben.connection.subscriptions.has(conversationId)).toBe(false));
  expect(ben.listener.closeReason).toBeUndefined(); // nothing waited
  for (const isRemoved of [false, true]) {
    await ben.say({ type: "join", requestId: 3, conversationId });
    await eventually(() => expect(ben.connection.subscriptions.has(conversationId)).toBe(true));
    ben.listener.waitingBytes = 1;
    await (isRemoved ? ann.say({ type: "ban", ...removal }) : ben.say({ type: "leave", requestId: 4, conversationId }));
    await eventually(() => expect(ben.connection.subscriptions.has(conversationId)).toBe(false));
    expect(ben.listener).toMatchObject({ closeReason: isRemoved ? "too-slow" : undefined, isRevoked: isRemoved });
    expect(ben.connection.isOpen).toBe(!isRemoved);
  }
});
