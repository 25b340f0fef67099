import { expect, test } from "bun:test";
import { isCall } from "./is-call.ts";

const [ann, ben] = [
  { id: "u_ann", nickname: "ann" },
  { id: "u_ben", nickname: "ben" },
];
const room = { kind: "room" } as const;
const direct = { kind: "direct" } as const;
const plain = { by: ben };
const mention = { by: ben, mentions: [{ start: 0, length: 4, user: ann }] };
const mentionOfAll = { by: ben, mentions: [{ start: 0, length: 4 }] };

test.each([
  ["all", plain, room, true],
  ["calls", plain, room, false],
  ["calls", plain, direct, true],
  ["calls", mention, room, true],
  ["calls", mentionOfAll, room, true],
  ["calls", { by: ben, mentions: [{ start: 0, length: 4, user: ben }] }, room, false],
  ["none", mention, direct, false],
  ["all", { by: ann }, room, false],
] as const)("at the level %s, %o in a %o calls: %p", (level, message, conversation, expected) => {
  expect(
    isCall({ ...message, mentions: "mentions" in message ? [...message.mentions] : undefined }, conversation, {
      level,
      userId: ann.id,
    }),
  ).toBe(expected);
});
