import { expect, test } from "bun:test";
import { ann, ben, message, xiaoyu } from "../../client/testing/frames.ts";
import { seenBy } from "./seen-by.ts";

const readers = {
  type: "readers" as const,
  conversationId: "r_reef",
  markers: [
    { userId: ann.id, readSeq: 9 },
    { userId: ben.id, readSeq: 5 },
    { userId: xiaoyu.id, readSeq: 4 },
  ],
};
const own = { conversationId: "r_reef", seq: 5, ownId: ann.id };

test("[P24e] a message is seen by the others whose markers cover it", () => {
  expect(seenBy(readers, { ...own, entries: [] })).toEqual([ben.id]);
  expect(seenBy(readers, { ...own, seq: 6, entries: [] })).toEqual([]);
});

test("[P24e] the author of a later message has seen it, unless they do not share what they have read", () => {
  const entries = [message(5, { by: ann }), message(6, { by: xiaoyu }), message(7, { by: { id: "u_eve", nickname: "eve" } })];
  expect(seenBy(readers, { ...own, entries })).toEqual([ben.id, xiaoyu.id]);
});

test("the markers of another conversation say nothing", () => {
  expect(seenBy(readers, { ...own, conversationId: "r_cave", entries: [] })).toEqual([]);
  expect(seenBy(undefined, { ...own, entries: [] })).toEqual([]);
});
