import type { MessageEvent } from "../../protocol/messages.ts";
import type { PushContent } from "../../protocol/push.ts";

/** A push service takes 4,096 bytes; this leaves room for the encryption and its padding. */
export const PAYLOAD_BYTES_MAX = 3_000;
/** What a device shows without asking the server: the beginning. */
const TEXT_CHARACTERS_MAX = 200;
const TEXT_BYTES_MAX = 1_500;
/** Of a nickname, and of a room's name. */
const NAME_BYTES_MAX = 500;

/** The plaintext of a push message. The page's service worker reads it (`src/web/worker/push-message.ts`). */
interface PushPayload {
  /** Which conversation it is about, and the newest message there that calls the user. */
  readonly conversationId: string;
  readonly seq: number;
  /** The author's nickname. From `who` on. */
  readonly by?: string;
  /** The name of the room, of rooms only. From `who` on. */
  readonly room?: string;
  /** The beginning of the text, or the names of the files. Only with `who-and-what`. */
  readonly text?: string;
}

/** Says no more than the user chose. */
export function payloadOf(
  message: Pick<MessageEvent, "seq" | "by" | "text" | "files">,
  { conversationId, roomName, content }: { conversationId: string; roomName: string | undefined; content: PushContent },
): Buffer {
  const payload: PushPayload = {
    conversationId,
    seq: message.seq,
    ...(content !== "nothing" && {
      by: beginningOf(message.by.nickname, NAME_BYTES_MAX),
      ...(roomName !== undefined && { room: beginningOf(roomName, NAME_BYTES_MAX) }),
    }),
    ...(content === "who-and-what" && { text: beginningOf(textOf(message), TEXT_BYTES_MAX) }),
  };
  return Buffer.from(JSON.stringify(payload));
}

function textOf({ text, files }: Pick<MessageEvent, "text" | "files">): string {
  return [text, ...(files ?? []).map(({ name }) => name)].filter(Boolean).join(" · ");
}

/** Whole characters, as a reader counts them. */
function beginningOf(text: string, bytesMax: number): string {
  let [bytes, characters, length] = [0, 0, 0];
  for (const { segment } of segmenter.segment(text.slice(0, bytesMax))) {
    bytes += Buffer.byteLength(JSON.stringify(segment));
    characters += 1;
    if (bytes > bytesMax || characters > TEXT_CHARACTERS_MAX) break;
    length += segment.length;
  }
  return length < text.length ? `${text.slice(0, length)}…` : text;
}

const segmenter = new Intl.Segmenter();
