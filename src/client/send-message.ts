import type { Sent } from "../protocol/frames/send.ts";
import { newClientMessageId } from "../protocol/ids.ts";
import type { ClientParts } from "./client-parts.ts";
import { assertSendable } from "./frames.ts";
import type { SendOptions } from "./shoal-client-options.ts";

interface Draft extends SendOptions {
  readonly conversationId: string;
  readonly text: string;
}

/** Puts a message into the outbox. What it refuses at once is a rejection that may be ignored, as later ones may. */
export function sendMessage(
  { typing, outbox }: Pick<ClientParts, "typing" | "outbox">,
  { conversationId, text, clientMessageId = newClientMessageId(), mentions, replyTo, files }: Draft,
  messageBytesMax: number,
): Promise<Sent> {
  const message = {
    ...{ clientMessageId, conversationId, text },
    ...(mentions !== undefined && mentions.length > 0 && { mentions: [...mentions] }),
    ...(replyTo !== undefined && { replyTo }),
  };
  try {
    const fileIds = files !== undefined && files.length > 0 && { files: files.map(({ id }) => id) };
    assertSendable({ ...message, ...fileIds }, messageBytesMax);
    typing.sent(conversationId);
    return outbox.add({ ...message, ...(fileIds && { files }) });
  } catch (error) {
    const refused = Promise.reject(error);
    refused.catch(() => {});
    return refused;
  }
}
