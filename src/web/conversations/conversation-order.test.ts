import { expect, test } from "bun:test";
import type { Conversation } from "../../client/index.ts";
import { loadWords } from "../i18n/words.ts";
import { inOrder } from "./conversation-order.ts";

const room = (name: string, at?: number, messageCount = at === undefined ? 0 : 1): Conversation => ({
  ...{ id: `r_${name}`, kind: "room", name, isPrivate: false, head: 9, messageCount, readSeq: 0, readMessageCount: 0 },
  ...(at !== undefined && { lastMessage: { seq: 3, at, by: { id: "u_ben", nickname: "ben" }, text: "hello" } }),
});

test("conversations stand by their latest message, those without one at the end by name, and one just joined at the top", async () => {
  await loadWords("en");
  const names = inOrder([room("quiet"), room("old", 10), room("joined", undefined, 7), room("new", 20), room("empty")]).map(
    (conversation) => (conversation.kind === "room" ? conversation.name : ""),
  );
  expect(names).toEqual(["joined", "new", "old", "empty", "quiet"]);
});
