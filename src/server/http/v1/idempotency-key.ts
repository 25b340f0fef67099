import { createHash } from "node:crypto";
import * as v from "valibot";
import { ShoalError } from "../../../protocol/errors.ts";
import { clientMessageId, newClientMessageId } from "../../../protocol/ids.ts";

const KEY_CHARACTERS_MAX = 255;

/**
 * The clientMessageId of a message that is sent with that key [P209]. A key that is a clientMessageId is used as it is; of any other one the hash
 * is used, with the user and the conversation: the same key means another message elsewhere. Throws `bad-frame`.
 */
export function messageIdOf(
  key: string | undefined,
  { userId, conversationId }: { userId: string; conversationId: string },
): string {
  if (key === undefined) return newClientMessageId();
  // The header of the IETF's draft is a string in quotes; many clients leave them out.
  const text = /^"(.*)"$/.exec(key.trim())?.[1] ?? key.trim();
  if (text === "" || text.length > KEY_CHARACTERS_MAX) {
    throw new ShoalError("bad-frame", { message: `\`Idempotency-Key\` must have 1 to ${KEY_CHARACTERS_MAX} characters.` });
  }
  if (v.is(clientMessageId, text)) return text;
  const hash = createHash("sha256")
    .update(JSON.stringify([userId, conversationId, text]))
    .digest("base64url");
  return `k_${hash}`;
}
