import { beforeEach, describe, expect, test } from "bun:test";
import type { RoomEvent } from "../../protocol/events.ts";
import { ann, ben, events, gap, joined, left, message, messages, read, room, welcome } from "../testing/frames.ts";
import { Sync } from "./sync.ts";

let told: unknown[];
let sync: Sync;

beforeEach(() => {
  told = [];
  sync = new Sync({
    onEvent: (conversationId, { seq }) => told.push([conversationId, seq]),
    onGap: ({ logId, after, reason }) => told.push([reason, logId, after]),
    onResume: (logId, after) => told.push(["resume", logId, after]),
    onRemoved: ({ conversation, ...removal }) => told.push(["removed", conversation.id, removal]),
    onOutOfSync: () => told.push("out of sync"),
  });
  sync.welcome(welcome({ userHead: 3, conversations: [room("lobby", { head: 10, messageCount: 8 })] }));
});

test("[P9] without a cursor, a log begins at its head in the welcome", () => {
  expect(sync.position).toEqual({ epoch: "e1", cursors: { lobby: 10 } });
});

test("[P2] before the first welcome there is nothing to say in hello", () => {
  const fresh = new Sync({ onEvent() {}, onGap() {}, onResume() {}, onRemoved() {}, onOutOfSync() {} });
  expect(fresh.position).toEqual({ cursors: {} });
});

test("[P8] the cursor is the last applied seq, not a later welcome's head", () => {
  sync.events(events("lobby", 10, ...messages(11)));
  sync.welcome(welcome({ conversations: [room("lobby", { head: 50, messageCount: 40 })] }));
  expect(sync.position.cursors).toEqual({ lobby: 11 });
  expect(sync.conversations.get("lobby")).toMatchObject({ head: 50, messageCount: 40 });
  sync.events({ ...events("lobby", 11, ...messages(12, 13)), messageCount: 10 });
  expect(sync.conversations.get("lobby")).toMatchObject({ head: 50, messageCount: 40 });
  expect(told).toEqual([
    ["lobby", 11],
    ["lobby", 12],
    ["lobby", 13],
  ]);
});

test("[P14] the head and the number of messages move with the events", () => {
  sync.events({ ...events("lobby", 10, message(11), { type: "leave", seq: 12, at: 0, by: ann }), messageCount: 9 });
  expect(sync.conversations.get("lobby")).toMatchObject({ head: 12, messageCount: 9 });
});

describe("[P38c] [P39a] changes of a room", () => {
  const change = (seq: number, fields: Partial<RoomEvent>): RoomEvent => ({ type: "room", seq, at: 0, by: ben, ...fields });
  const reef = () => sync.conversations.get("reef");

  beforeEach(() => {
    const looks = { name: "reef", description: "All about corals", emoji: "🐠", role: "owner" } as const;
    sync.welcome(welcome({ conversations: [room("reef", { head: 10, messageCount: 8, ...looks })] }));
  });

  test("move the room, and are told as events", () => {
    sync.events({
      ...events("reef", 10, change(11, { name: "bay", description: "" }), change(12, { isPrivate: true })),
      messageCount: 8,
    });
    expect(reef()).toMatchObject({ name: "bay", emoji: "🐠", isPrivate: true, role: "owner", head: 12, messageCount: 8 });
    expect(reef()).not.toHaveProperty("description");
    expect(told).toEqual([
      ["reef", 11],
      ["reef", 12],
    ]);
  });

  test("tell who owns the room", () => {
    sync.events(events("reef", 10, change(11, { owner: ben })));
    expect(reef()).toMatchObject({ name: "reef" });
    expect(reef()).not.toHaveProperty("role");
    sync.events(events("reef", 11, change(12, { owner: ann, emoji: "" })));
    expect(reef()).toMatchObject({ role: "owner" });
    expect(reef()).not.toHaveProperty("emoji");
  });

  test("do not bring an old name back while a log catches up", () => {
    sync.welcome(welcome({ conversations: [room("reef", { head: 12, messageCount: 8, name: "lagoon" })] }));
    sync.events(events("reef", 10, change(11, { name: "bay", emoji: "🦀" })));
    expect(reef()).toMatchObject({ name: "lagoon" });
    sync.events(events("reef", 11, change(12, { name: "lagoon", emoji: "" })));
    sync.events(events("reef", 12, change(13, { name: "shore" })));
    expect(reef()).toMatchObject({ name: "shore", head: 13 });
    expect(reef()).not.toHaveProperty("emoji");
  });

  test("that were applied while a welcome was on its way stay applied", () => {
    sync.events(events("reef", 10, change(11, { name: "bay", emoji: "" })));
    sync.welcome(welcome({ conversations: [room("reef", { head: 10, messageCount: 8, name: "reef", emoji: "🐠" })] }));
    expect(reef()).toMatchObject({ name: "bay", head: 11 });
    expect(reef()).toMatchObject({ emoji: undefined });
  });
});

describe("[P24d] a message of the user's own", () => {
  const own = (seq: number) => message(seq, { by: ann });

  beforeEach(() => {
    sync.welcome(welcome({ conversations: [room("lobby", { head: 10, messageCount: 8, readSeq: 9, readMessageCount: 8 })] }));
  });

  test("is read when everything before it was", () => {
    sync.events({ ...events("lobby", 10, { type: "leave", seq: 11, at: 0, by: ben }, own(12), own(13)), messageCount: 10 });
    expect(sync.conversations.get("lobby")).toMatchObject({ messageCount: 10, readSeq: 13, readMessageCount: 10 });
  });

  test("leaves earlier unread messages unread", () => {
    sync.events({ ...events("lobby", 10, own(11), message(12), own(13)), messageCount: 11 });
    expect(sync.conversations.get("lobby")).toMatchObject({ messageCount: 11, readSeq: 11, readMessageCount: 9 });
  });

  test("is read by the marker that was told before it came", () => {
    sync.events(events(ann.id, 0, read(1, "lobby", 12, 10)));
    sync.events({ ...events("lobby", 10, message(11), own(12), own(13)), messageCount: 11 });
    expect(sync.conversations.get("lobby")).toMatchObject({ messageCount: 11, readSeq: 13, readMessageCount: 11 });
  });

  test("stays read when a welcome comes that did not know of it yet", () => {
    const before = sync.conversations.get("lobby");
    sync.events({ ...events("lobby", 10, own(11)), messageCount: 9 });
    sync.welcome(welcome({ conversations: before === undefined ? [] : [before] }));
    expect(sync.conversations.get("lobby")).toMatchObject({ head: 11, messageCount: 9, readSeq: 11, readMessageCount: 9 });
  });
});

test("[P16] a hole makes the client resume from its cursor, once", () => {
  sync.events(events("lobby", 12, ...messages(13)));
  sync.events(events("lobby", 13, ...messages(14)));
  expect(told).toEqual([["resume", "lobby", 10]]);
});

test("[P16] a new connection may be asked again", () => {
  sync.events(events("lobby", 12, ...messages(13)));
  sync.welcome(welcome({ conversations: [room("lobby", { head: 14 })] }));
  sync.events(events("lobby", 12, ...messages(13)));
  expect(told).toEqual([
    ["resume", "lobby", 10],
    ["resume", "lobby", 10],
  ]);
});

test("[P20b] a head beyond the cursor makes the client resume", () => {
  sync.heads({ lobby: 11, [ann.id]: 3 });
  expect(told).toEqual([["resume", "lobby", 10]]);
});

describe("[P17a] a gap", () => {
  test("moves the cursor, and is emitted", () => {
    sync.gap(gap("lobby", 5_000));
    sync.events(events("lobby", 5_000, ...messages(5_001)));
    expect(told).toEqual([
      ["far", "lobby", 5_000],
      ["lobby", 5_001],
    ]);
    expect(sync.conversations.get("lobby")?.head).toBe(5_001);
  });

  test("that would tell events again is dropped", () => {
    sync.gap(gap("lobby", 4, "trimmed"));
    expect(told).toEqual([]);
    expect(sync.position.cursors).toEqual({ lobby: 10 });
  });

  test("into a replaced past moves everything back", () => {
    sync.gap(gap("lobby", 4, "replaced"));
    expect(told).toEqual([["replaced", "lobby", 4]]);
    expect(sync.conversations.get("lobby")).toMatchObject({ head: 4, messageCount: 4 });
    expect(sync.position.cursors).toEqual({ lobby: 4 });
  });

  test("in the user's own log is mended by a new welcome", () => {
    sync.gap(gap(ann.id, 9));
    expect(told).toEqual(["out of sync"]);
  });
});

test("[P17c] another epoch replaces everything, and the server's own gap for it is not told twice", () => {
  const gaps = sync.welcome(welcome({ epoch: "e2", conversations: [room("lobby", { head: 2 }), room("r_new", { head: 1 })] }));
  expect(gaps).toMatchObject([{ logId: "lobby", after: 2, reason: "replaced" }]);
  sync.gap(gap("lobby", 2, "replaced"));
  expect(told).toEqual([]);
  expect(sync.position).toEqual({ epoch: "e2", cursors: { lobby: 2, r_new: 1 } });
});

describe("the user's own log", () => {
  const deep = room("r_deep", { head: 20 });

  test("[P7] joined begins a conversation, left ends it", () => {
    sync.events(events(ann.id, 3, joined(4, deep)));
    sync.events(events("r_deep", 20, ...messages(21)));
    sync.events(events(ann.id, 4, left(5, "r_deep")));
    sync.events(events("r_deep", 21, ...messages(22)));
    expect(told).toEqual([["r_deep", 21]]);
    expect([...sync.conversations.keys()]).toEqual(["lobby"]);
    expect(sync.position.cursors).toEqual({ lobby: 10 });
  });

  test("[P174] being removed tells by whom and why, once, and only of a conversation that the user was in", () => {
    sync.events(events(ann.id, 3, joined(4, deep)));
    const removal = { isRemoved: true, removedBy: ben, reason: "spam", isBanned: true };
    sync.events(events(ann.id, 4, { ...left(5, "r_deep"), ...removal }, { ...left(6, "r_deep"), ...removal }));
    expect(told).toEqual([["removed", "r_deep", { by: ben, reason: "spam", isBanned: true }]]);
    expect([...sync.conversations.keys()]).toEqual(["lobby"]);
  });

  test("[P7] when an answer and joined tell of the same conversation, the cursor is set once", () => {
    sync.add(deep);
    sync.events(events("r_deep", 20, ...messages(21)));
    sync.events(events(ann.id, 3, joined(4, deep)));
    sync.events(events("r_deep", 20, ...messages(21, 22)));
    expect(told).toEqual([
      ["r_deep", 21],
      ["r_deep", 22],
    ]);
    expect(sync.conversations.get("r_deep")?.head).toBe(22);
  });

  test("[P7] an answer after joined does not move the cursor either", () => {
    sync.events(events(ann.id, 3, joined(4, deep)));
    sync.events(events("r_deep", 20, ...messages(21)));
    sync.add({ ...deep, head: 25 });
    sync.events(events("r_deep", 21, ...messages(22)));
    expect(told).toEqual([
      ["r_deep", 21],
      ["r_deep", 22],
    ]);
  });

  test("[P24a] read moves the marker, never back", () => {
    sync.events(events(ann.id, 3, read(4, "lobby", 9, 7), read(5, "lobby", 6, 4), read(6, "r_unknown", 1)));
    expect(sync.conversations.get("lobby")).toMatchObject({ readSeq: 9, readMessageCount: 7 });
  });

  test("[P3] is delivered from the welcome's userHead on: the state before it is in the welcome", () => {
    sync.events(events(ann.id, 1, left(2, "lobby"), read(3, "lobby", 9), read(4, "lobby", 10)));
    expect(sync.conversations.get("lobby")?.readSeq).toBe(10);
  });

  test("a hole in it is mended by a new welcome", () => {
    sync.events(events(ann.id, 4, read(5, "lobby", 9)));
    expect(told).toEqual(["out of sync"]);
  });

  test("[P20b] a head that is ahead of it is first asked for; a new welcome is the last resort", () => {
    sync.heads({ [ann.id]: 4 });
    sync.heads({ [ann.id]: 4 });
    expect(told).toEqual([["resume", ann.id, 3]]);
    sync.heads({ [ann.id]: 4 });
    expect(told.at(-1)).toBe("out of sync");
  });
});

test("[P9] a conversation that was left meanwhile has no cursor any more", () => {
  sync.welcome(welcome({ conversations: [] }));
  expect(sync.position.cursors).toEqual({});
});

test("a map of conversations that was handed out never changes", () => {
  const before = sync.conversations;
  sync.events(events("lobby", 10, ...messages(11)));
  expect(before.get("lobby")?.head).toBe(10);
  expect(sync.conversations).not.toBe(before);
});
