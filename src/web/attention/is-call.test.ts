import { expect, test } from "bun:test";
import { isCall } from "./is-call.ts";

const [ann, ben] = [
  { id: "u_ann", nickname: "ann" },
  { id: "u_ben", nickname: "ben" },
];
const room = { kind: "room" } as const;
const direct = { kind: "direct" } as const;
const roomWithMention = { kind: "room", unreadMentions: [7] } as const;
const message = { by: ben, seq: 7 };

test.each([
  ["all", message, room, true],
  ["calls", message, room, false],
  ["calls", message, direct, true],
  ["calls", message, roomWithMention, true],
  ["calls", { by: ben, seq: 8 }, roomWithMention, false],
  ["none", message, roomWithMention, false],
  ["none", message, direct, false],
  ["all", { by: ann, seq: 7 }, room, false],
] as const)("at the level %s, %o in %o calls: %p", (level, { by, seq }, conversation, expected) => {
  const unreadMentions = "unreadMentions" in conversation ? [...conversation.unreadMentions] : undefined;
  expect(isCall({ by, seq }, { kind: conversation.kind, unreadMentions }, { level, userId: ann.id })).toBe(expected);
});

test.each([
  ["none", message, { ...room, settings: { notify: "all" } }, true],
  ["all", message, { ...room, settings: { notify: "mentions" } }, false],
  ["none", message, { ...roomWithMention, settings: { notify: "mentions" } }, true],
  ["calls", message, { ...direct, settings: { notify: "mentions" } }, false],
  ["all", message, { ...direct, settings: { notify: "none" } }, false],
  ["all", message, { ...roomWithMention, settings: { notify: "none" } }, false],
  ["calls", message, { ...direct, settings: { notify: "default" } }, true],
  ["all", { by: ann, seq: 7 }, { ...room, settings: { notify: "all" } }, false],
] as const)(
  "at the level %s, %o in %o, which has settings of its own, calls: %p",
  (level, { by, seq }, conversation, expected) => {
    const unreadMentions = "unreadMentions" in conversation ? [...conversation.unreadMentions] : undefined;
    expect(isCall({ by, seq }, { ...conversation, unreadMentions }, { level, userId: ann.id })).toBe(expected);
  },
);
