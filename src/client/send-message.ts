import { type CustomData, isEmptyData } from "../protocol/custom-data.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { Sent } from "../protocol/frames/send.ts";
import { newClientMessageId } from "../protocol/ids.ts";
import type { Limits } from "../protocol/limits.ts";
import type { ClientParts } from "./client-parts.ts";
import { assertSendable } from "./frames.ts";
import { ownData } from "./own-data.ts";
import { requireFeature } from "./required-features.ts";
import type { SendOptions, SignalOptions, TextOptions } from "./shoal-client-options.ts";

interface Draft extends SendOptions {
  readonly conversationId: string;
  readonly text: string;
}

/** Puts a message into the outbox. What it refuses at once is a rejection that may be ignored, as later ones may. */
export function sendMessage(
  { typing, outbox, lifecycle }: Pick<ClientParts, "typing" | "outbox" | "lifecycle">,
  { conversationId, text, clientMessageId = newClientMessageId(), mentions, replyTo, files, data: given }: Draft,
  { messageBytesMax, dataBytesMax }: Pick<Limits, "messageBytesMax" | "dataBytesMax">,
): Promise<Sent> {
  const message = {
    ...{ clientMessageId, conversationId, text },
    ...(mentions !== undefined && mentions.length > 0 && { mentions: [...mentions] }),
    ...(replyTo !== undefined && { replyTo }),
  };
  try {
    const fileIds = files !== undefined && files.length > 0 && { files: files.map(({ id }) => id) };
    const data = given && ownData(given, dataBytesMax);
    const attached = data !== undefined && !isEmptyData(data) && { data };
    if (attached) requireFeature(lifecycle, "data");
    assertSendable({ ...message, ...fileIds, ...attached }, messageBytesMax);
    typing.sent(conversationId);
    return outbox.add({ ...message, ...(fileIds && { files }), ...attached });
  } catch (error) {
    const refused = Promise.reject(error);
    refused.catch(() => {});
    return refused;
  }
}

interface Edit extends TextOptions {
  readonly conversationId: string;
  readonly seq: number;
  readonly text: string;
}

/** Replaces the text of a message, and its data where that is given. */
export async function editMessage(
  { requests, lifecycle }: Pick<ClientParts, "requests" | "lifecycle">,
  { conversationId, seq, text, mentions = [], data }: Edit,
  { dataBytesMax }: Pick<Limits, "dataBytesMax">,
  options: SignalOptions,
): Promise<void> {
  if (data !== undefined) requireFeature(lifecycle, "data");
  const request = {
    ...{ conversationId, seq, text },
    ...(mentions.length > 0 && { mentions: [...mentions] }),
    ...(data !== undefined && { data: ownData(data, dataBytesMax) }),
  };
  await requests.ask("edit", request, options);
}

interface NewBroadcast {
  readonly conversationId: string;
  readonly name: string;
  readonly data: CustomData;
}

/** Sends it now or not at all: an event of a moment is worth nothing later. */
export async function broadcast(
  { connection, lifecycle, requests }: Pick<ClientParts, "connection" | "lifecycle" | "requests">,
  { conversationId, name, data: given }: NewBroadcast,
  { dataBytesMax }: Pick<Limits, "dataBytesMax">,
  options: SignalOptions,
): Promise<void> {
  requireFeature(lifecycle, "broadcasts");
  const data = ownData(given, dataBytesMax);
  if (connection.state !== "live")
    throw new ShoalError("unavailable", { message: "There is no connection at the moment; try again." });
  await requests.ask("broadcast", { conversationId, name, ...(!isEmptyData(data) && { data }) }, options);
}
