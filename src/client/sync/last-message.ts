import type { Conversation } from "../../protocol/conversations.ts";
import type { ReceivedEvent } from "../../protocol/events.ts";
import { beginningOf, quoteOf } from "../../protocol/messages.ts";

/** The conversation after these events: its last message is the newest of them, in its present state [P26e]. */
export function withLastMessage(conversation: Conversation, events: readonly ReceivedEvent[]): Conversation {
  let { lastMessage } = conversation;
  const { floor = 0 } = conversation;
  for (const event of events) {
    // One that is not kept any more may still be on its way.
    if (event.type === "message" && event.seq > floor) lastMessage = { at: event.at, ...quoteOf(event) };
    if (lastMessage === undefined || !("target" in event) || event.target !== lastMessage.seq) continue;
    if (event.type === "edit") lastMessage = { ...lastMessage, text: beginningOf(event.text) };
    if (event.type === "delete") lastMessage = { at: lastMessage.at, seq: lastMessage.seq, by: lastMessage.by };
  }
  return lastMessage === conversation.lastMessage ? conversation : { ...conversation, lastMessage };
}
