import { expect, test } from "bun:test";
import type { ReceivedEvent } from "../../protocol/events.ts";
import { ann, at, ben, message, room } from "../testing/frames.ts";
import { withMentions, withoutReadMentions } from "./unread-mentions.ts";

const ofAnn = { mentions: [{ start: 0, length: 4, user: ann }] };
const ofAll = { mentions: [{ start: 0, length: 4 }] };
const lobby = room("lobby", { readSeq: 2 });

function unreadAfter(...events: ReceivedEvent[]): readonly number[] | undefined {
  return withMentions(lobby, events, ann.id).unreadMentions;
}

test("[P44b] a message of another user that mentions the user, or everyone, is an unread mention", () => {
  expect(unreadAfter(message(3, ofAnn), message(4), message(5, ofAll))).toEqual([3, 5]);
  expect(unreadAfter(message(3, { ...ofAll, by: ann }), message(1, ofAnn))).toBeUndefined();
  expect(unreadAfter(message(3, { mentions: [{ start: 0, length: 4, user: ben }] }))).toBeUndefined();
});

test("[P44f] an answer to the user is one, too, in a room", () => {
  const reply = { seq: 1, by: ann, text: "hello" };
  expect(unreadAfter(message(3, { reply }), message(4, { reply: { ...reply, by: ben } }))).toEqual([3]);
  const direct = { ...lobby, kind: "direct", peer: ben } as const;
  expect(withMentions(direct, [message(3, { reply })], ann.id).unreadMentions).toBeUndefined();
});

test("[P44b] an edit adds or removes it, and a deletion removes it", () => {
  const edit = { type: "edit", seq: 9, at, by: ben, target: 3, text: "x" } as const;
  expect(unreadAfter(message(3), { ...edit, ...ofAnn })).toEqual([3]);
  expect(unreadAfter(message(3, ofAnn), edit)).toBeUndefined();
  expect(unreadAfter(message(3, ofAnn), { type: "delete", seq: 9, at, by: ann, target: 3 })).toBeUndefined();
});

test("[P44b] the read marker passes it, and a conversation without news stays the same object", () => {
  const conversation = withMentions(lobby, [message(3, ofAnn), message(4, ofAnn)], ann.id);
  expect(withoutReadMentions({ ...conversation, readSeq: 3 }).unreadMentions).toEqual([4]);
  expect(withoutReadMentions(conversation)).toBe(conversation);
  expect(withMentions(conversation, [message(5)], ann.id)).toBe(conversation);
});
