import { expect, test } from "bun:test";
import type { Conversation } from "../../protocol/conversations.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import { withLastMessage } from "./last-message.ts";

const by = { id: "u_ann", nickname: "ann" };
const room: Conversation = {
  ...{ id: "r_reef", kind: "room", name: "reef", isPrivate: false },
  ...{ head: 0, messageCount: 0, readSeq: 0, readMessageCount: 0 },
};
const message = (seq: number, text: string): MessageEvent => ({
  seq,
  at: seq * 10,
  type: "message",
  by,
  clientMessageId: `m_${seq}`,
  text,
});

test("[P26e] a message takes the place of the last one, and is changed by what happens to it", () => {
  const told = withLastMessage(room, [message(1, "one"), message(2, "two")]);
  expect(told.lastMessage).toEqual({ seq: 2, at: 20, by, text: "two" });
  const edited = withLastMessage(told, [{ seq: 3, at: 30, type: "edit", by, target: 2, text: "2" }]);
  expect(edited.lastMessage).toEqual({ seq: 2, at: 20, by, text: "2" });
  const deleted = withLastMessage(edited, [{ seq: 4, at: 40, type: "delete", by, target: 2 }]);
  expect(deleted.lastMessage).toEqual({ seq: 2, at: 20, by });
});

test("[P26e] what happens to other messages changes nothing", () => {
  const told = withLastMessage(room, [message(1, "one"), message(2, "two")]);
  expect(withLastMessage(told, [{ seq: 3, at: 30, type: "edit", by, target: 1, text: "1" }])).toBe(told);
  expect(withLastMessage(told, [{ seq: 4, at: 40, type: "react", by, target: 2, emoji: "🐟" }])).toBe(told);
  expect(withLastMessage(room, [{ seq: 5, at: 50, type: "join", by }])).toBe(room);
});

test("[P192b] a message that is not kept any more, and comes late, is not the last one", () => {
  expect(withLastMessage({ ...room, floor: 2 }, [message(1, "one"), message(2, "two")]).lastMessage).toBeUndefined();
});
