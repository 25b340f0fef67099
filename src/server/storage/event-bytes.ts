import type { LogEvent } from "../../protocol/events.ts";
import type { MessageEvent } from "../../protocol/messages.ts";

/** About what a mention adds to its frame. */
const MENTION_BYTES = 100;

/** About how many bytes an event adds to a frame or a page, where that is not the same small number for all [`eventsFrameBytesMax`]. */
export function eventBytes(event: LogEvent): number {
  if (event.type !== "message" && event.type !== "edit") return 0;
  const quoted = event.type === "message" ? Buffer.byteLength(event.reply?.text ?? "") : 0;
  return Buffer.byteLength(event.text) + quoted + mentionBytes(event);
}

function mentionBytes({ mentions }: Pick<MessageEvent, "mentions">): number {
  return (mentions?.length ?? 0) * MENTION_BYTES;
}
