import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { UpFrame, UpFrameInput } from "../../protocol/frames/up.ts";
import { LOBBY_ID, newClientMessageId, newToken } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { Accounts } from "../accounts/accounts.ts";
import type { Log } from "../log.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../storage/storage.ts";
import type { Connection } from "./connection.ts";
import { Listener } from "./testing/listener.ts";
import { newGateway } from "./testing/new-gateway.ts";

const HOUR_MS = 60 * 60 * 1000;

let folder: TemporaryFolder;
let storage: Storage;
let clock: FakeClock;
let warnings: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
  clock = new FakeClock();
  warnings = [];
});

afterEach(async () => {
  await storage.close();
  await folder[Symbol.asyncDispose]();
});

function gatewayOn(disk: Storage, messagesPerSecond = 0, loadPerSecond = 0) {
  const log: Log = { info() {}, warn: (message) => warnings.push(message), error: (_message, error) => Promise.reject(error) };
  const { gateway, accounts } = newGateway({ storage: disk, clock, log, messagesPerSecond, loadPerSecond });

  function say(connection: Connection, frame: UpFrameInput): void | Promise<void> {
    return gateway.received(connection, JSON.stringify(frame));
  }

  async function greet(token: string) {
    const listener = new Listener();
    const connection = gateway.open(listener, { address: "127.0.0.1" });
    await say(connection, { type: "hello", version: PROTOCOL_VERSION, token });
    return { listener, connection };
  }

  return { gateway, accounts, say, greet };
}

test("connections that have ended are counted by what ended them, each once", () => {
  const { gateway } = gatewayOn(storage);
  const [late, gone] = [0, 1].map(() => gateway.open(new Listener(), { address: "127.0.0.1" })) as [Connection, Connection];
  gateway.closed(gone);
  clock.advance(limits.helloTimeoutMs + 1_000);
  for (let count = 0; count < 2; count += 1) gateway.closed(late);
  expect(Object.fromEntries(gateway.endCounts)).toEqual({ client: 1, "hello-timeout": 1 });
});

describe("visits", () => {
  test("on a disk that is full reading goes on, and the log says so once an hour", async () => {
    const { token } = await new Accounts(storage, clock).signInGuest("ann", "");
    clock.advance(2 * HOUR_MS);
    const disk: Storage = {
      ...storage,
      touchSession: () => Promise.reject(new ShoalError("unavailable")),
    };
    const { say, greet } = gatewayOn(disk);
    for (let tab = 1; tab <= 3; tab += 1) {
      const { listener, connection } = await greet(token);
      await say(connection, { type: "history", requestId: 1, conversationId: LOBBY_ID });
      expect(listener.types).toEqual(["welcome", "history-page"]);
      expect(listener.closeReason).toBeUndefined();
    }
    expect(warnings).toHaveLength(1);
    clock.advance(HOUR_MS);
    await greet(token);
    expect(warnings).toHaveLength(2);
  });
});

test("[P2] a session that is signed out while it is greeted is not let in", async () => {
  const { token, sessionId, user } = await new Accounts(storage, clock).signInGuest("ann", "");
  const known = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const disk: Storage = {
    ...storage,
    async listConversations(userId) {
      known.resolve();
      await ended.promise;
      return await storage.listConversations(userId);
    },
  };
  const { gateway, accounts, greet } = gatewayOn(disk);
  const greeting = greet(token);
  await known.promise;
  await accounts.signOut(sessionId);
  gateway.endSession(user.id, sessionId);
  ended.resolve();
  const { listener } = await greeting;
  expect([listener.types, listener.closeReason]).toEqual([[], "signed-out"]);
});

describe("[P13] the pace of a user's writes", () => {
  const conversationId = LOBBY_ID;
  const named = { requestId: 7, conversationId };
  const keys = { p256dh: "point", auth: "secret" };
  const pushSettings = { endpoint: "https://push.test/", keys, content: "who", level: "all" } as const;
  /** Every frame of who is signed in, and whether it takes from the pace. */
  const frames: { readonly [Type in Exclude<UpFrame["type"], "hello">]: readonly [boolean, UpFrameInput & { type: Type }] } = {
    send: [true, { type: "send", clientMessageId: newClientMessageId(), conversationId, text: "hi" }],
    edit: [true, { type: "edit", ...named, seq: 1, text: "ho" }],
    delete: [true, { type: "delete", ...named, seq: 1 }],
    react: [true, { type: "react", ...named, seq: 1, emoji: "👍" }],
    unreact: [true, { type: "unreact", ...named, seq: 1, emoji: "👍" }],
    pin: [true, { type: "pin", ...named, seq: 1 }],
    unpin: [true, { type: "unpin", ...named, seq: 1 }],
    pins: [false, { type: "pins", ...named }],
    reactors: [false, { type: "reactors", ...named, seq: 2, emoji: "👍" }],
    search: [false, { type: "search", requestId: 7, query: "hi" }],
    mentions: [false, { type: "mentions", requestId: 7 }],
    "set-rules": [true, { type: "set-rules", ...named, isLocked: false }],
    "set-role": [true, { type: "set-role", ...named, userId: "u_ben", role: "moderator" }],
    mute: [true, { type: "mute", ...named, userId: "u_ben" }],
    unmute: [true, { type: "unmute", ...named, userId: "u_ben" }],
    "set-voice": [true, { type: "set-voice", ...named, userId: "u_ben", hasVoice: true }],
    kick: [true, { type: "kick", ...named, userId: "u_ben" }],
    ban: [true, { type: "ban", ...named, userId: "u_ben" }],
    unban: [true, { type: "unban", ...named, userId: "u_ben" }],
    restrictions: [false, { type: "restrictions", ...named }],
    "raise-hand": [true, { type: "raise-hand", ...named }],
    "lower-hand": [true, { type: "lower-hand", ...named }],
    report: [true, { type: "report", ...named, seq: 2 }],
    reports: [false, { type: "reports", ...named }],
    "resolve-report": [true, { type: "resolve-report", ...named, reportId: 1 }],
    "create-bot": [true, { type: "create-bot", ...named, nickname: "echo", scopes: ["read"] }],
    bots: [false, { type: "bots", ...named }],
    "reset-bot-token": [true, { type: "reset-bot-token", ...named, userId: "b_echo" }],
    "delete-bot": [true, { type: "delete-bot", ...named, userId: "b_echo" }],
    "create-room": [true, { type: "create-room", requestId: 7, name: "harbour" }],
    "describe-room": [true, { type: "describe-room", ...named, name: "harbour" }],
    join: [true, { type: "join", ...named }],
    leave: [true, { type: "leave", ...named }],
    invite: [true, { type: "invite", ...named, userId: "u_ben" }],
    "withdraw-invitation": [true, { type: "withdraw-invitation", ...named, userId: "u_ben" }],
    "accept-invitation": [true, { type: "accept-invitation", ...named }],
    "decline-invitation": [true, { type: "decline-invitation", ...named }],
    "create-invite-link": [true, { type: "create-invite-link", ...named }],
    "invite-links": [false, { type: "invite-links", ...named }],
    "revoke-invite-link": [true, { type: "revoke-invite-link", requestId: 7, code: newToken() }],
    "use-invite-link": [true, { type: "use-invite-link", requestId: 7, code: newToken() }],
    "open-direct": [true, { type: "open-direct", requestId: 7, userId: "u_ben" }],
    history: [false, { type: "history", ...named }],
    resume: [false, { type: "resume", logId: conversationId, after: 0 }],
    rooms: [false, { type: "rooms", requestId: 7 }],
    members: [false, { type: "members", ...named }],
    "share-reads": [true, { type: "share-reads", requestId: 7, isShared: true }],
    "update-profile": [true, { type: "update-profile", requestId: 7, tone: 3 }],
    person: [false, { type: "person", requestId: 7, userId: "u_ben" }],
    block: [true, { type: "block", requestId: 7, userId: "u_ben" }],
    unblock: [true, { type: "unblock", requestId: 7, userId: "u_ben" }],
    watch: [false, { type: "watch", ...named }],
    unwatch: [false, { type: "unwatch" }],
    read: [false, { type: "read", conversationId, seq: 1 }],
    "read-all": [true, { type: "read-all", requestId: 7 }],
    configure: [true, { type: "configure", ...named, isPinned: true }],
    "subscribe-push": [true, { type: "subscribe-push", requestId: 7, ...pushSettings }],
    "unsubscribe-push": [true, { type: "unsubscribe-push", requestId: 7, endpoint: pushSettings.endpoint }],
    broadcast: [false, { type: "broadcast", ...named, name: "pointer" }],
    typing: [false, { type: "typing", conversationId }],
    ping: [false, { type: "ping" }],
    pong: [false, { type: "pong" }],
  };

  for (const [isLimited, frame] of Object.values(frames)) {
    test(`${frame.type} ${isLimited ? "keeps to it" : "is free of it"}`, async () => {
      const { accounts, say, greet } = gatewayOn(storage, 1);
      const { token, user } = await accounts.signInGuest("ann", "");
      const { listener, connection } = await greet(token);
      await say(connection, { ...frames.send[1], clientMessageId: newClientMessageId() });
      await say(connection, frame.type === "person" ? { ...frame, userId: user.id } : frame);
      const refusals = listener.frames.filter((each) => each.type === "error" && each.code === "rate-limited");
      expect(refusals).toMatchObject(isLimited ? [{ code: "rate-limited", retryAfterMs: 1_000 }] : []);
    });
  }
});

test("[P50e] a user searches 20 times at once, and then is told when to search again", async () => {
  const { accounts, say, greet } = gatewayOn({ ...storage, search: async () => ({ items: [] }) }, 20);
  const { token } = await accounts.signInGuest("ann", "");
  const { listener, connection } = await greet(token);
  for (let requestId = 1; requestId <= 21; requestId += 1) await say(connection, { type: "search", requestId, query: "hi" });
  expect(listener.types.filter((type) => type === "search-results")).toHaveLength(20);
  expect(listener.frames.at(-1)).toMatchObject({ type: "error", code: "rate-limited", retryAfterMs: 500 });
});

test("[P228c] a user broadcasts 20 times at once, and then ten times a second", async () => {
  const { accounts, say, greet } = gatewayOn(storage, 50);
  const { token } = await accounts.signInGuest("ann", "");
  const { listener, connection } = await greet(token);
  const broadcast = (requestId: number) =>
    say(connection, { type: "broadcast", requestId, conversationId: LOBBY_ID, name: "pointer" });
  for (let requestId = 1; requestId <= 21; requestId += 1) await broadcast(requestId);
  expect(listener.types.filter((type) => type === "done")).toHaveLength(20);
  expect(listener.frames.at(-1)).toMatchObject({ type: "error", code: "rate-limited", retryAfterMs: 100 });
});

test("[P110d] a user changes the profile 20 times at once, and then every five seconds", async () => {
  const { accounts, say, greet } = gatewayOn(storage, 50);
  const { token } = await accounts.signInGuest("ann", "");
  const { listener, connection } = await greet(token);
  for (let requestId = 1; requestId <= 21; requestId += 1)
    await say(connection, { type: "update-profile", requestId, tone: requestId % 12 });
  expect(listener.types.filter((type) => type === "done")).toHaveLength(20);
  expect(listener.frames.at(-1)).toMatchObject({ type: "error", code: "rate-limited", retryAfterMs: 5_000 });
});

test("[P93d] a user opens 64 connections at once, and then eight a second; others are greeted", async () => {
  const { accounts, greet } = gatewayOn(storage, 20);
  const [ann, ben] = [await accounts.signInGuest("ann", ""), await accounts.signInGuest("ben", "")];
  const opened = async (token: string) => (await greet(token)).listener;
  for (let count = 0; count < 64; count += 1) expect((await opened(ann.token)).types).toContain("welcome");
  expect(await opened(ann.token)).toMatchObject({ types: [], closeReason: "rate-limited" });
  expect((await opened(ben.token)).types).toContain("welcome");
  clock.advance(125);
  expect((await opened(ann.token)).types).toContain("welcome");
});

describe("[P93] the cost of an address", () => {
  const conversationId = LOBBY_ID;
  const message = (text: string) => ({ type: "send", clientMessageId: newClientMessageId(), conversationId, text }) as const;

  async function crowd(loadPerSecond: number, count: number) {
    const { accounts, say, greet } = gatewayOn(storage, 1_000, loadPerSecond);
    const guests: Awaited<ReturnType<typeof greet>>[] = [];
    for (let index = 0; index < count; index += 1) {
      guests.push(await greet((await accounts.signInGuest(`guest ${index}`, "")).token));
      clock.advance(1_000);
    }
    return { guests, say };
  }

  test("[P93b] is shared: large messages of many guests are refused, and a quiet user's message is accepted", async () => {
    const { guests, say } = await crowd(400, 20);
    const [quiet, ...loud] = guests;
    if (quiet === undefined) throw new Error("A crowd is not empty.");
    for (let round = 0; round < 10; round += 1) {
      for (const { connection } of loud) await say(connection, message("x".repeat(8_000)));
      await say(quiet.connection, message(`round ${round}`));
      clock.advance(500);
    }
    const refusals = loud.flatMap(({ listener }) => listener.frames.filter(({ type }) => type === "error"));
    expect(refusals.length).toBeGreaterThan(50);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        code: "rate-limited",
        clientMessageId: expect.any(String),
        retryAfterMs: expect.any(Number),
      });
    }
    expect(quiet.listener.types.filter((type) => type === "error")).toEqual([]);
    expect(quiet.listener.types.filter((type) => type === "sent")).toHaveLength(10);
  });

  test("[P93c] counts frames before they are read, and ends a connection that cannot be told", async () => {
    const { guests, say } = await crowd(200, 1);
    const [guest] = guests;
    if (guest === undefined) throw new Error("A crowd is not empty.");
    for (let count = 0; count < 190; count += 1) await say(guest.connection, { type: "read", conversationId, seq: 0 });
    expect(guest.listener.closeReason).toBeUndefined();
    for (let count = 0; count < 8; count += 1) await say(guest.connection, message("one too many"));
    expect(guest.listener.frames.at(-1)).toMatchObject({
      type: "error",
      code: "rate-limited",
      clientMessageId: expect.any(String),
    });
    await say(guest.connection, { type: "unwatch" });
    expect(guest.listener.closeReason).toBe("too-many-frames");
  });
});

test("[P19b, P19c] pages are read four at a time, and none for a client that does not take its answers, until it does", async () => {
  let readCount = 0;
  const disk: Storage = {
    ...storage,
    readHistory(...parameters) {
      readCount += 1;
      return storage.readHistory(...parameters);
    },
  };
  const { gateway, accounts, say, greet } = gatewayOn(disk);
  const { listener, connection } = await greet((await accounts.signInGuest("ann", "")).token);
  const asked = Array.from(
    { length: 30 },
    (_, index) => ({ type: "history", requestId: index + 1, conversationId: LOBBY_ID }) as const,
  );
  listener.isTaking = false;
  const answered = Promise.all(asked.map((frame) => say(connection, frame)));
  await eventually(() => expect(readCount).toBe(4));
  await Promise.resolve(say(connection, { type: "ping" }));
  expect([readCount, listener.types.at(-1)]).toEqual([4, "pong"]);
  listener.isTaking = true;
  gateway.drained(connection);
  await answered;
  expect(listener.types.filter((type) => type === "history-page")).toHaveLength(30);
});

test("[P19c] pages that wait for a departed client are not read", async () => {
  const { gateway, accounts, say, greet } = gatewayOn(storage);
  const { listener, connection } = await greet((await accounts.signInGuest("ann", "")).token);
  listener.isTaking = false;
  await say(connection, { type: "ping" });
  const waiting = say(connection, { type: "history", requestId: 1, conversationId: LOBBY_ID });
  gateway.closed(connection);
  await waiting;
  expect(listener.types).toEqual(["welcome", "pong"]);
});

test("[P92c] invitations have a pace of their own, which other users' invitations do not use up", async () => {
  const { accounts, say, greet } = gatewayOn(storage, 1_000);
  const ben = await accounts.signInGuest("ben", "");
  const [eve, ann] = await Promise.all(["eve", "ann"].map(async (name) => greet((await accounts.signInGuest(name, "")).token)));
  if (eve === undefined || ann === undefined) throw new Error("Two were greeted.");
  const invite = { type: "invite", requestId: 7, conversationId: LOBBY_ID, userId: ben.user.id } as const;
  for (let count = 0; count < 20; count += 1) await say(eve.connection, invite);
  expect(new Set(eve.listener.types.slice(1))).toEqual(new Set(["done"]));
  await say(eve.connection, invite);
  expect(eve.listener.frames.at(-1)).toMatchObject({ type: "error", code: "rate-limited", retryAfterMs: 10_000 });
  await say(ann.connection, invite);
  expect(ann.listener.types.at(-1)).toBe("done");
  clock.advance(10_000);
  await say(eve.connection, invite);
  expect(eve.listener.types.at(-1)).toBe("done");
});

test("[P31a] a client that connects while the server stops is asked to come back", () => {
  const { gateway } = gatewayOn(storage);
  gateway.drain();
  const listener = new Listener();
  gateway.open(listener, { address: "127.0.0.1" });
  expect(listener.closeReason).toBe("draining");
});
