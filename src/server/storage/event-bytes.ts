import type { CustomData } from "../../protocol/custom-data.ts";
import type { LogEvent } from "../../protocol/events.ts";
import type { MessageEvent } from "../../protocol/messages.ts";

/** About what a mention adds to its frame. */
const MENTION_BYTES = 100;

/** And a file. */
const FILE_BYTES = 250;

/** About how many bytes an event adds to a frame or a page, where that is not the same small number for all [`eventsFrameBytesMax`]. */
export function eventBytes(event: LogEvent): number {
  if (event.type === "room") return Buffer.byteLength(event.description ?? "");
  if (event.type !== "message" && event.type !== "edit") return 0;
  if (event.type === "edit") return Buffer.byteLength(event.text) + mentionBytes(event) + dataBytes(event.data);
  const { text, reply, files = [] } = event;
  const words = Buffer.byteLength(text) + Buffer.byteLength(reply?.text ?? "");
  return words + files.length * FILE_BYTES + mentionBytes(event) + dataBytes(event.data);
}

function mentionBytes({ mentions }: Pick<MessageEvent, "mentions">): number {
  return (mentions?.length ?? 0) * MENTION_BYTES;
}

function dataBytes(data: CustomData | undefined): number {
  return data === undefined ? 0 : Buffer.byteLength(JSON.stringify(data));
}
