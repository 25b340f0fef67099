import { ShoalError } from "../../../../protocol/errors.ts";
import type { Database } from "../database.ts";

export interface MemberKeys {
  readonly userKey: number;
  readonly conversationKey: number;
}

/** Throws `not-found` unless the user is a member: what one may not see does not exist [P27]. */
export function memberKeys(database: Database, conversationId: string, userId: string): MemberKeys {
  const keys = database.one<MemberKeys>(
    `SELECT user_key AS userKey, conversation_key AS conversationKey
     FROM logs AS conversation JOIN logs AS own ON own.id = ?
     JOIN memberships ON user_key = own.key AND conversation_key = conversation.key AND is_listed = 1
     WHERE conversation.id = ?`,
    userId,
    conversationId,
  );
  if (!keys) throw new ShoalError("not-found");
  return keys;
}
