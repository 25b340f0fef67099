import type { NewMention, Quote } from "../../../../protocol/messages.ts";
import { ALL_MEMBERS } from "../event-rows.ts";
import type { Member } from "./members.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

/** Notes whom a message mentions, and in a room whom it answers, so that they find it. A user who may not see it is not told [P44]. */
export function noteMentions(
  { database }: Transaction,
  { log, author, seq, at }: { log: OpenLog; author: Pick<Member, "key">; seq: number; at: number },
  { mentions = [], reply }: { mentions?: readonly NewMention[] | undefined; reply?: Quote | undefined },
): void {
  const answered = log.kind === "room" && reply?.by !== undefined ? [{ userId: reply.by.id }] : [];
  for (const { userId } of [...mentions, ...answered]) {
    const userKey = userId === undefined ? ALL_MEMBERS : memberKey(userId);
    if (userKey === undefined) continue;
    database.run(
      "INSERT INTO mentions (user_key, log_key, seq, author_key, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      ...([userKey, log.key, seq, author.key, at] as const),
    );
  }

  function memberKey(userId: string): number | undefined {
    return database.one<{ key: number }>(
      "SELECT user_key AS key FROM memberships WHERE user_key = (SELECT key FROM logs WHERE id = ?) AND conversation_key = ?",
      userId,
      log.key,
    )?.key;
  }
}

export function forgetMentions({ database }: Transaction, log: OpenLog, seq: number): void {
  database.run("DELETE FROM mentions WHERE log_key = ? AND seq = ?", log.key, seq);
}
