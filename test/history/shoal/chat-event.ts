import { isMessageChange, type ReceivedEvent } from "../../../src/client/index.ts";
import type { MessageEvent } from "../../../src/protocol/messages.ts";
import type { ChatEvent } from "../adapter.ts";

/** An event of Shoal in the words of the checker. */
export function chatEvent(event: ReceivedEvent): ChatEvent {
  if (event.type === "unknown") return { seq: event.seq, kind: "other", userId: "" };
  const { seq, by } = event;
  if (event.type === "profile") return { seq, kind: "other", userId: by.id };
  if (!isMessageChange(event)) {
    const place = { seq, kind: event.type, userId: by.id };
    return event.type === "message" ? { ...place, ...contentOf(event) } : place;
  }
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
