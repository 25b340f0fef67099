import * as v from "valibot";
import { isKnownConversation } from "../protocol/conversations.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { DownFrame, DownFrameOf } from "../protocol/frames/down.ts";
import { downFrame, parseDown } from "../protocol/frames/down.ts";
import { conversationReply } from "../protocol/frames/membership.ts";
import { hasUnknownType } from "../protocol/frames/parse.ts";
import type { UpFrameInput, UpFrameOf } from "../protocol/frames/up.ts";
import { upFrame } from "../protocol/frames/up.ts";
import { limits } from "../protocol/limits.ts";

/**
 * Reads a frame of the server; `undefined` for a type that this client does not know, which a newer server may send.
 *
 * A known type with wrong fields throws `bad-frame`: part of the data is missing then, so the connection cannot be
 * trusted any more and counts as lost. Reconnecting repairs the logs.
 */
export function readDown(text: string): DownFrame | undefined {
  try {
    return parseDown(text);
  } catch (error) {
    if (hasUnknownType(downFrame, text)) return undefined;
    const refusal = refusalOf(text);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

/** The same where nothing depends on it: an invalid frame is `undefined`, too. */
export function tryToReadDown(text: string): DownFrame | undefined {
  try {
    return readDown(text);
  } catch {
    return undefined;
  }
}

/**
 * Throws what the server would say to a frame that it cannot read (`bad-frame`, `frame-too-large`). Such frames never
 * leave: their answers name no request, and a few of them close the connection for good [P1].
 */
export function assertReadable(frame: UpFrameInput): void {
  const result = v.safeParse(upFrame, frame, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new ShoalError("bad-frame", { message: `${v.getDotPath(issue) ?? frame.type}: ${issue.message}` });
  }
  if (byteLength(JSON.stringify(frame)) > limits.frameBytesMax) throw new ShoalError("frame-too-large");
}

/** Throws what the server would say to such a message [P12]. */
export function assertSendable(message: Omit<UpFrameOf<"send">, "type">, messageBytesMax: number): void {
  if (message.text.trim() === "" && message.files === undefined) throw new ShoalError("message-empty");
  if (byteLength(message.text) > messageBytesMax) throw new ShoalError("message-too-large");
  assertReadable({ type: "send", ...message });
}

/** Bytes of UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** An answer about a conversation of a kind that this client does not know answers its request with an error. */
function refusalOf(text: string): DownFrameOf<"error"> | undefined {
  const result = v.safeParse(unknownConversationReply, text);
  if (!result.success || isKnownConversation(result.output.conversation)) return undefined;
  const { requestId } = result.output;
  return { type: "error", requestId, code: "unsupported", message: "This client does not know conversations of that kind." };
}

const unknownConversationReply = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    type: conversationReply.entries.type,
    requestId: conversationReply.entries.requestId,
    conversation: v.looseObject({ kind: v.string() }),
  }),
);
