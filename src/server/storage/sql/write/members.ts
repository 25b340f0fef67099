import type { Role } from "../../../../protocol/people.ts";
import type { KnownUser } from "./people.ts";
import type { OpenLog, Reading } from "./transaction.ts";

/** A user in a conversation, with the read marker. */
export interface Member extends KnownUser {
  readonly role: Role;
  readonly readSeq: number;
  readonly readMessageCount: number;
  readonly isMarkedUnread: number;
  /** They write although the room is locked. */
  readonly hasVoice: number;
  /** They write nowhere before that time; 0 as a rule. */
  readonly writesFrom: number;
}

/** Scalar subqueries and no joins, because a statement with a join takes 4 µs and more, whatever it finds. */
export function memberOf({ database }: Reading, log: Pick<OpenLog, "key">, id: string): Member | undefined {
  const row = database.one<Omit<Member, "id">>(
    `SELECT user_key AS key, (SELECT nickname FROM users WHERE key = user_key) AS nickname,
       (SELECT tone FROM users WHERE key = user_key) AS tone, (SELECT picture FROM users WHERE key = user_key) AS picture, role,
       nickname_key AS nicknameKey, read_seq AS readSeq, read_message_count AS readMessageCount,
       is_marked_unread AS isMarkedUnread, has_voice AS hasVoice,
       (SELECT writes_from FROM users WHERE key = user_key) AS writesFrom
     FROM memberships
     WHERE user_key = (SELECT key FROM logs WHERE id = ?) AND conversation_key = ? AND is_listed = 1`,
    id,
    log.key,
  );
  return row && { id, ...row };
}
