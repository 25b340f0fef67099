import type { CustomData } from "../../protocol/custom-data.ts";
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

/** Bytes of custom data as JSON; 0 without it. */
export function dataBytes(data: CustomData | undefined): number {
  return data === undefined ? 0 : Buffer.byteLength(JSON.stringify(data));
}

/** Throws `data-too-large` [P225b]. */
export function requireData(data: CustomData | undefined): void {
  if (dataBytes(data) > limits.dataBytesMax) throw new ShoalError("data-too-large");
}

/** A lone surrogate would not come back from disk as it went in. */
export function storable(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
