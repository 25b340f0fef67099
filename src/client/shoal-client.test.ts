import { beforeEach, describe, expect, test } from "bun:test";
import type { FakeClock } from "../../test/support/fake-clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { REQUEST_WAIT_MAX_MS } from "./requests.ts";
import type { ShoalClient } from "./shoal-client.ts";
import { ClientRig } from "./testing/client-rig.ts";
import type { FakeTransport } from "./testing/fake-transport.ts";
import {
  ann,
  at,
  ben,
  events,
  gap,
  invitation,
  invited,
  joined,
  left,
  message,
  messages,
  read,
  room,
  xiaoyu,
} from "./testing/frames.ts";
import { settle } from "./testing/settle.ts";

let rig: ClientRig;
let clock: FakeClock;
let transport: FakeTransport;
let client: ShoalClient;

beforeEach(async () => {
  rig = await ClientRig.open();
  ({ clock, transport, client } = rig);
});

describe("events", () => {
  test("[P15] every event is emitted once and in order, then the conversations once", () => {
    rig.becomeLive();
    const seqs: number[] = [];
    client.on("event", ({ event }) => seqs.push(event.seq));
    rig.listen("event", "message", "conversations");
    transport.channel.say(events("lobby", 10, { type: "join", seq: 11, at, by: xiaoyu }, ...messages(12, 13)));
    transport.channel.say(events("lobby", 11, ...messages(12, 13)));
    expect(seqs).toEqual([11, 12, 13]);
    expect(rig.told).toEqual(["event", "event", "message", "event", "message", "conversations"]);
    expect(client.conversations.get("lobby")?.head).toBe(13);
  });

  test("[P16] a hole makes the client resume from its cursor", () => {
    rig.becomeLive();
    rig.listen("event");
    transport.channel.say(events("lobby", 11, ...messages(12)));
    transport.channel.say(events("lobby", 12, ...messages(13)));
    expect(rig.takeSent()).toEqual([{ type: "resume", logId: "lobby", after: 10 }]);
    transport.channel.say(events("lobby", 10, ...messages(11, 12, 13)));
    expect(rig.told).toEqual(["event", "event", "event"]);
  });

  test("[P16] a hole in the user's own log makes it come back", () => {
    rig.becomeLive();
    transport.channel.say(events(ann.id, 1, left(2, "lobby")));
    expect(client.state).toBe("waiting");
  });

  test("[P17a] a gap is emitted, and its conversation moves on", () => {
    rig.becomeLive();
    const gaps: unknown[] = [];
    client.on("gap", ({ logId, after, reason }) => gaps.push([logId, after, reason]));
    transport.channel.say(gap("lobby", 5_000));
    expect(gaps).toEqual([["lobby", 5_000, "far"]]);
    expect(client.conversations.get("lobby")?.head).toBe(5_000);
  });

  test("[P20b] a head in a ping that lies beyond the cursor makes the client resume", () => {
    rig.becomeLive();
    transport.channel.say({ type: "ping", heads: { lobby: 12 } });
    expect(rig.takeSent()).toEqual([{ type: "pong" }, { type: "resume", logId: "lobby", after: 10 }]);
  });
});

describe("sending", () => {
  test("[P10] carries a message over a lost connection, once, with the same id", async () => {
    rig.becomeLive();
    const promise = client.send("lobby", "oi");
    const [first] = rig.takeSent();
    rig.comeBack();
    expect(rig.takeSent()).toEqual(first === undefined ? [] : [first]);
    expect(first).toMatchObject({ type: "send", conversationId: "lobby", text: "oi" });
    const { clientMessageId } = client.outboxEntries[0] ?? { clientMessageId: "" };
    transport.channel.say({ type: "sent", clientMessageId, conversationId: "lobby", seq: 11, at, isDuplicate: true });
    expect(await promise).toMatchObject({ seq: 11, isDuplicate: true });
  });

  test("takes messages before the first welcome, and sends them first", async () => {
    client.send("lobby", "early").catch(() => {});
    const rooms = client.rooms();
    rooms.catch(() => {});
    rig.becomeLive();
    expect(rig.takeSent().map(({ type }) => type)).toEqual(["send", "rooms"]);
  });

  test("the user's own message in the log acknowledges it; another user's with that id does not", async () => {
    rig.becomeLive();
    const promise = client.send("lobby", "oi", { clientMessageId: "m_own_0001" });
    transport.channel.say(events("lobby", 10, message(11, { by: ben, text: "oi", clientMessageId: "m_own_0001" })));
    expect(client.outboxEntries).toHaveLength(1);
    transport.channel.say(events("lobby", 11, message(12, { by: ann, text: "oi", clientMessageId: "m_own_0001" })));
    expect(await promise).toMatchObject({ seq: 12 });
  });

  test("[P5] a refusal for good fails the message until retry or discard", async () => {
    rig.becomeLive();
    const promise = client.send("lobby", "oi", { clientMessageId: "m_own_0001" });
    transport.channel.say({ type: "error", code: "not-found", message: "gone", clientMessageId: "m_own_0001" });
    await expect(promise).rejects.toEqual(new ShoalError("not-found", { message: "gone" }));
    expect(client.outboxEntries).toMatchObject([{ state: "failed" }]);
    client.retry("m_own_0001");
    expect(rig.takeSent().map(({ type }) => type)).toEqual(["send", "send"]);
    transport.channel.say({ type: "error", code: "not-found", message: "gone", clientMessageId: "m_own_0001" });
    client.discard("m_own_0001");
    expect(client.outboxEntries).toEqual([]);
  });

  test.each([
    ["message-empty", "lobby", " \n\t", undefined],
    ["message-too-large", "lobby", "鱼".repeat(2_731), undefined],
    ["bad-frame", "no such id", "oi", undefined],
    ["bad-frame", "lobby", "oi", "short"],
  ] as const)("[P12] refuses %s at once, and keeps no entry", async (code, conversationId, text, clientMessageId) => {
    rig.becomeLive();
    await expect(client.send(conversationId, text, { clientMessageId })).rejects.toMatchObject({ code });
    expect(client.outboxEntries).toEqual([]);
    expect(rig.takeSent()).toEqual([]);
  });
});

describe("requests", () => {
  test("are numbered and answered", async () => {
    rig.becomeLive();
    const page = client.history("lobby", { before: 10, limit: 5 });
    expect(rig.takeSent()).toEqual([{ type: "history", requestId: 1, conversationId: "lobby", before: 10, limit: 5 }]);
    transport.channel.say({
      type: "history-page",
      requestId: 1,
      conversationId: "lobby",
      floor: 0,
      head: 10,
      events: messages(9),
    });
    expect((await page).events).toEqual(messages(9));
  });

  test("a conversation is there when its request resolves", async () => {
    rig.becomeLive();
    const opened = client.openDirect(ben.id);
    const direct = { ...room("d_ben"), kind: "direct" as const, peer: ben };
    transport.channel.say({ type: "conversation", requestId: 1, conversation: direct });
    expect((await opened).id).toBe("d_ben");
    expect(client.conversations.has("d_ben")).toBe(true);
  });

  test("of all kinds say what they mean", () => {
    rig.becomeLive();
    const asked = [
      client.createRoom({ name: "reef" }),
      client.join("r_reef"),
      client.leave("r_reef"),
      client.invite("r_reef", ben.id),
      client.withdrawInvitation("r_reef", ben.id),
      client.acceptInvitation("r_deep"),
      client.declineInvitation("r_deep"),
      client.rooms({ query: "re" }),
      client.members("lobby", { after: "x" }),
    ];
    for (const promise of asked) promise.catch(() => {});
    expect(rig.takeSent()).toEqual([
      { type: "create-room", requestId: 1, name: "reef", isPrivate: false },
      { type: "join", requestId: 2, conversationId: "r_reef" },
      { type: "leave", requestId: 3, conversationId: "r_reef" },
      { type: "invite", requestId: 4, conversationId: "r_reef", userId: ben.id },
      { type: "withdraw-invitation", requestId: 5, conversationId: "r_reef", userId: ben.id },
      { type: "accept-invitation", requestId: 6, conversationId: "r_deep" },
      { type: "decline-invitation", requestId: 7, conversationId: "r_deep" },
      { type: "rooms", requestId: 8, query: "re" },
      { type: "members", requestId: 9, conversationId: "lobby", query: "", after: "x" },
    ]);
  });

  test("made without a connection wait for one, but not for ever", async () => {
    transport.channel.drop();
    const page = client.history("lobby");
    clock.advance(REQUEST_WAIT_MAX_MS);
    await expect(page).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("the user's own log", () => {
  test("[P90c] tells of invitations, the last for each room, and of their end; a map that was handed out never changes", () => {
    rig.becomeLive({ invitations: [invitation("r_deep")] });
    const first = client.invitations;
    const told: string[][] = [];
    client.on("invitations", (invitations) =>
      told.push([...invitations.values()].map(({ name, by }) => `${by.nickname}: ${name}`)),
    );
    transport.channel.say(events(ann.id, 0, invited(1, "r_reef"), invited(2, "r_deep", xiaoyu)));
    transport.channel.say(events(ann.id, 2, { type: "uninvited", seq: 3, at, conversationId: "r_reef" }));
    transport.channel.say(events(ann.id, 3, joined(4, room("r_deep"))));
    expect(told).toEqual([["小鱼: r_deep", "ben: r_reef"], ["小鱼: r_deep"], []]);
    expect([...first.values()]).toEqual([invitation("r_deep")]);
  });

  test("[P91a] an accepted invitation ends, whichever comes first, the answer or the log", async () => {
    rig.becomeLive({ invitations: [invitation("r_deep")] });
    rig.listen("invitations", "conversations");
    const accepted = client.acceptInvitation("r_deep");
    transport.channel.say({ type: "conversation", requestId: 1, conversation: room("r_deep") });
    expect((await accepted).id).toBe("r_deep");
    expect(client.invitations.size).toBe(0);
    transport.channel.say(events(ann.id, 0, joined(1, room("r_deep"))));
    expect(rig.told).toEqual(["conversations", "invitations"]);
  });

  test("[P90a] a new welcome replaces the known invitations", () => {
    rig.becomeLive({ invitations: [invitation("r_deep")] });
    rig.listen("invitations");
    rig.comeBack({ invitations: [invitation("r_reef")] });
    expect([...client.invitations.keys()]).toEqual(["r_reef"]);
    expect(rig.told).toEqual(["invitations"]);
  });

  test("[P7] tells of conversations that the user is in from now on", () => {
    rig.becomeLive();
    const sizes: number[] = [];
    client.on("conversations", ({ size }) => sizes.push(size));
    transport.channel.say(events(ann.id, 0, joined(1, room("r_deep")), joined(2, room("r_reef"))));
    transport.channel.say(events(ann.id, 2, left(3, "r_deep")));
    expect(sizes).toEqual([3, 2]);
  });

  test("[P24a] markers are sent at once, then once a second, and never back", () => {
    rig.becomeLive();
    client.markRead("lobby", 4);
    client.markRead("lobby", 3);
    client.markRead("lobby", 6);
    client.markRead("lobby", 7);
    expect(rig.takeSent()).toEqual([{ type: "read", conversationId: "lobby", seq: 4 }]);
    clock.advance(1_000);
    expect(rig.takeSent()).toEqual([{ type: "read", conversationId: "lobby", seq: 7 }]);
    transport.channel.say(events(ann.id, 0, read(1, "lobby", 7)));
    expect(client.conversations.get("lobby")?.readSeq).toBe(7);
  });

  test.each([
    ["of another epoch", () => rig.comeBack({ epoch: "e2", conversations: [room("lobby", { head: 4 })] })],
    ["that the server tells of", () => transport.channel.say(gap("lobby", 4, "replaced"))],
  ])("[P17c] [P24a] a past %s has markers of its own", (_which, replacePast) => {
    rig.becomeLive();
    client.markRead("lobby", 9);
    rig.takeSent();
    replacePast();
    transport.channel.say(events("lobby", 4, ...messages(5, 6, 7)));
    clock.advance(1_000);
    expect(rig.takeSent()).toEqual([]); // these are unread
    client.markRead("lobby", 6);
    expect(rig.takeSent()).toEqual([{ type: "read", conversationId: "lobby", seq: 6 }]);
  });
});

describe("settings of a conversation", () => {
  test("[P100a] are sent as they are given, and kept up to date by the user's log", () => {
    rig.becomeLive();
    client.configure("lobby", { notify: "none", isPinned: undefined }).catch(() => {});
    client.readAll().catch(() => {});
    expect(rig.takeSent()).toEqual([
      { type: "configure", requestId: 1, conversationId: "lobby", notify: "none" },
      { type: "read-all", requestId: 2 },
    ]);
    rig.listen("conversations");
    const told = { seq: 1, at, type: "configured", conversationId: "lobby" } as const;
    transport.channel.say(events(ann.id, 0, { ...told, settings: { notify: "none" } }));
    expect(client.conversations.get("lobby")).toMatchObject({ name: "Lobby", settings: { notify: "none" } });
    transport.channel.say(events(ann.id, 1, { ...told, seq: 2, settings: {} }));
    expect(client.conversations.get("lobby")).not.toHaveProperty("settings");
    transport.channel.say(events(ann.id, 2, { ...told, seq: 3, conversationId: "r_gone", settings: {} }));
    expect(rig.told).toEqual(["conversations", "conversations"]);
    rig.comeBack({ conversations: [room("lobby", { head: 10, settings: { isPinned: true } })] });
    expect(client.conversations.get("lobby")?.settings).toEqual({ isPinned: true });
  });

  test("[P74] are not sent to a server that lacks them", async () => {
    const early = client.configure("lobby", { isPinned: true }).catch(() => {});
    rig.becomeLive({ features: [] });
    // Asked before anything was known of the server, which answers that it does not know it [P75].
    expect(rig.takeSent().map(({ type }) => type)).toEqual(["configure"]);
    transport.channel.say({ type: "error", requestId: 1, code: "unsupported", message: "" });
    await early;
    expect(await client.configure("lobby", { isPinned: true }).catch(({ code }) => code)).toBe("unsupported");
    expect(await client.readAll().catch(({ code }) => code)).toBe("unsupported");
    expect(rig.takeSent()).toEqual([]);
  });
});

describe("watching", () => {
  test("[P22a] is remembered over a lost connection", async () => {
    rig.becomeLive();
    const watched = client.watch("lobby");
    rig.listen("watched");
    transport.channel.say({ type: "watched", requestId: 1, conversationId: "lobby", online: [ann], onlineCount: 1 });
    expect((await watched).online).toEqual([ann]);
    rig.takeSent();
    rig.comeBack();
    await settle();
    expect(rig.takeSent()).toEqual([{ type: "watch", requestId: 2, conversationId: "lobby" }]);
    transport.channel.say({ type: "watched", requestId: 2, conversationId: "lobby", online: [], onlineCount: 0 });
    expect(rig.told).toEqual(["watched", "watched"]);
  });

  test("asked for before the welcome, it is asked once", () => {
    client.watch("lobby").catch(() => {});
    rig.becomeLive();
    expect(rig.takeSent().map(({ type }) => type)).toEqual(["watch"]);
  });

  test("[P22c] a late frame of another conversation is dropped", () => {
    rig.becomeLive();
    rig.listen("presence", "typists");
    client.watch("lobby").catch(() => {});
    transport.channel.say({ type: "typists", conversationId: "r_deep", people: [ben] });
    transport.channel.say({ type: "presence", conversationId: "lobby", online: [ben], offline: [], onlineCount: 2 });
    client.unwatch();
    transport.channel.say({ type: "typists", conversationId: "lobby", people: [ben] });
    expect(rig.told).toEqual(["presence"]);
    expect(rig.takeSent().map(({ type }) => type)).toEqual(["watch", "unwatch"]);
  });

  test("[P22d] ends with the membership", async () => {
    rig.becomeLive();
    client.watch("lobby").catch(() => {});
    transport.channel.say(events(ann.id, 0, left(1, "lobby")));
    rig.comeBack({ conversations: [] });
    await settle();
    expect(rig.takeSent()).toEqual([]);
  });
});

test("[P23a] typing is sent again every few seconds, ends with the message, and is not kept", () => {
  client.typing("lobby");
  rig.becomeLive();
  for (let key = 0; key < 10; key += 1) client.typing("lobby");
  expect(rig.takeSent()).toEqual([{ type: "typing", conversationId: "lobby", isTyping: true }]);
  clock.advance(limits.typingRepeatMs);
  client.typing("lobby");
  expect(rig.takeSent().filter(({ type }) => type === "typing")).toHaveLength(1);
  client.send("lobby", "oi").catch(() => {});
  client.typing("lobby");
  expect(rig.takeSent().map(({ type }) => type)).toEqual(["send", "typing"]);
  client.stopTyping("lobby");
  client.stopTyping("lobby");
  expect(rig.takeSent()).toEqual([{ type: "typing", conversationId: "lobby", isTyping: false }]);
});

test("shows frames to listeners", () => {
  const seen: string[] = [];
  const stop = client.on("frame", ({ direction, text }) => seen.push(`${direction} ${JSON.parse(text).type}`));
  rig.becomeLive();
  stop();
  transport.channel.say({ type: "ping", heads: {} });
  expect(seen).toEqual(["up hello", "down welcome"]);
});

test("two clients in one process know nothing of each other", () => {
  rig.becomeLive();
  const first = transport.channel;
  const other = rig.openClient();
  other.close();
  first.say(events("lobby", 10, ...messages(11)));
  expect(client.conversations.get("lobby")?.head).toBe(11);
  expect(other.conversations.size).toBe(0);
});
