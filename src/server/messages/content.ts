import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { NewMention } from "../../protocol/messages.ts";

const somethingVisible = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Throws `message-empty`, `message-too-large`, `mention-invalid` [P12, P44]. */
export function requireContent(text: string, mentions: readonly NewMention[] = [], hasFiles = false): void {
  if (!hasFiles && !somethingVisible.test(text)) throw new ShoalError("message-empty");
  if (Buffer.byteLength(text) > limits.messageBytesMax) throw new ShoalError("message-too-large");
  let end = 0;
  for (const { start, length } of mentions) {
    if (start < end || start + length > text.length) throw new ShoalError("mention-invalid");
    end = start + length;
  }
}

/** A lone surrogate would not come back from disk as it went in. */
export function storable(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
