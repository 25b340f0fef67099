import { expect, test } from "bun:test";
import type { Conversation, Retention } from "../../client/index.ts";
import { beginningSentence } from "./beginning.ts";

const progress = { id: "r_reef", head: 9, messageCount: 9, readSeq: 9, readMessageCount: 9 };
const room: Conversation = { ...progress, kind: "room", name: "reef", isPrivate: false };
const direct: Conversation = { ...progress, kind: "direct", peer: { id: "u_ben", nickname: "ben" } };

function said(shown: Conversation, floor: number, retention: Retention): string {
  const talk = { shown, log: { timeline: { window: { floor } } }, client: { moderation: { retentionOf: () => retention } } };
  return beginningSentence(talk as unknown as Parameters<typeof beginningSentence>[0]);
}

test("[P190c] where nothing older is to be read it is said whether more was there, and what is kept", () => {
  expect(said(room, 0, { days: 30, messages: 0 })).toBe("That is the beginning.");
  expect(said(room, 5, { days: 30, messages: 0 })).toBe("Older messages are not kept: this room keeps 30 days.");
  expect(said(direct, 5, { days: 1, messages: 100 })).toBe(
    "Older messages are not kept: this server keeps 1 day, and at most the newest 100 messages.",
  );
  expect(said(room, 5, { days: 0, messages: 0 })).toBe("Older messages are not kept.");
});
