import { isMessageChange, type ReceivedEvent } from "../../../src/client/index.ts";
import type { MessageEvent } from "../../../src/protocol/messages.ts";
import type { ChatEvent } from "../adapter.ts";

/** An event of Shoal in the words of the checker. */
export function chatEvent(event: ReceivedEvent): ChatEvent {
  const { seq } = event;
  if (event.type === "message") return { seq, kind: "message", userId: event.by.id, ...contentOf(event) };
  if (event.type === "join" || event.type === "leave" || event.type === "room")
    return { seq, kind: event.type, userId: event.by.id };
  if (!isMessageChange(event)) return { seq, kind: "other", userId: ("by" in event && event.by?.id) || "" };
  const { by } = event;
  if (event.type === "pin" || event.type === "unpin") return { seq, kind: "other", userId: by.id };
  const change = { seq, kind: "change", userId: by.id, change: event.type, target: event.target } as const;
  if (event.type === "edit") return { ...change, text: event.text };
  return "emoji" in event ? { ...change, emoji: event.emoji } : change;
}

function contentOf({ text, clientMessageId, isDeleted, reply, files, reactions }: MessageEvent): Partial<ChatEvent> {
  return {
    ...{ text, clientMessageId },
    ...(isDeleted === true && { isDeleted }),
    ...(reply && { quote: { seq: reply.seq, ...(reply.text !== undefined && { text: reply.text }) } }),
    ...(files && { fileCount: files.length }),
    ...(reactions && { reactions: Object.fromEntries(reactions.map(({ emoji, count }) => [emoji, count])) }),
  };
}
