import { expect, test } from "bun:test";
import type { Conversation, ConversationSettings } from "../../client/index.ts";
import { loadWords } from "../i18n/words.ts";
import { archivedInOrder, inOrder } from "./conversation-order.ts";

const room = (
  name: string,
  at?: number,
  messageCount = at === undefined ? 0 : 1,
  settings?: ConversationSettings,
): Conversation => ({
  ...{ id: `r_${name}`, kind: "room", name, isPrivate: false, head: 9, messageCount, readSeq: 0, readMessageCount: 0, settings },
  ...(at !== undefined && { lastMessage: { seq: 3, at, by: { id: "u_ben", nickname: "ben" }, text: "hello" } }),
});
const namesOf = (conversations: readonly Conversation[]) =>
  conversations.map((conversation) => (conversation.kind === "room" ? conversation.name : ""));

test("conversations stand by their latest message, those without one at the end by name, and one just joined at the top", async () => {
  await loadWords("en");
  const names = namesOf(inOrder([room("quiet"), room("old", 10), room("joined", undefined, 7), room("new", 20), room("empty")]));
  expect(names).toEqual(["joined", "new", "old", "empty", "quiet"]);
});

test("[P100c] pinned ones stand at the top, by their latest message, and archived ones in a list of their own", async () => {
  await loadWords("en");
  const archived = { archivedMessageCount: 1 };
  const all = [
    room("new", 40),
    room("pinned, empty", undefined, 0, { isPinned: true }),
    room("pinned, old", 10, 1, { isPinned: true }),
    room("pinned, new", 20, 1, { isPinned: true }),
    room("away", 30, 1, archived),
    room("away and muted", 50, 2, { ...archived, notify: "none" }),
    room("back", 45, 2, archived),
  ];
  expect(namesOf(inOrder(all))).toEqual(["pinned, new", "pinned, old", "pinned, empty", "back", "new"]);
  expect(namesOf(archivedInOrder(all))).toEqual(["away and muted", "away"]);
});
