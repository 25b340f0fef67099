import { expect, test } from "bun:test";
import type { Conversation } from "../../client/index.ts";
import { callCount } from "./call-count.ts";

const progress = { head: 9, messageCount: 9, readSeq: 0, readMessageCount: 0 };
const room = { ...progress, id: "r_reef", kind: "room", name: "reef", isPrivate: false } as const;
const direct = { ...progress, id: "d_ben", kind: "direct", peer: { id: "u_ben", nickname: "ben" } } as const;

function count(conversations: readonly Conversation[], level: "all" | "calls" | "none"): number {
  const byId = new Map(conversations.map((each) => [each.id, each]));
  return callCount({ conversations: { value: byId }, countedUnreadOf: () => 5, unreadMentionsOf: () => 2 }, level);
}

test.each([
  [[room], "all", 5],
  [[room], "calls", 2],
  [[room], "none", 0],
  [[direct], "calls", 5],
  [[room, direct], "calls", 7],
  [[{ ...room, settings: { notify: "none" } }], "all", 0],
  [[{ ...room, settings: { notify: "mentions" } }], "all", 2],
  [[{ ...direct, settings: { notify: "mentions" } }], "calls", 2],
  [[{ ...room, settings: { notify: "all" } }], "none", 5],
] as const)("of %j at the level %s, %d messages call", (conversations, level, expected) => {
  expect(count([...conversations], level)).toBe(expected);
});
