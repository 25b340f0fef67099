import { placeIn } from "./checked-log.ts";
import type { LogContext, LogRule } from "./log-rule.ts";

const ROWS_PER_PAGE = 1_000;

/** The members of a room are those who joined, and have not left since. */
export function membersRule({ database, findings, log, people }: LogContext): LogRule {
  /** Users whose last join or leave was read. */
  const seen = new Set<number>();
  return {
    read(events) {
      for (const { type, seq, userKey } of events) {
        if ((type !== "join" && type !== "leave") || userKey === null || seen.has(userKey)) continue;
        seen.add(userKey);
        if (type === "join") checkJoined(userKey, seq);
        else checkLeft(userKey, seq);
      }
    },
    end() {
      // Of those whose join is not kept any more, the table alone knows.
      let after = log.floor;
      for (;;) {
        const rows = database.all<{ userKey: number; joinedSeq: number }>(
          `SELECT user_key AS userKey, joined_seq AS joinedSeq FROM memberships INDEXED BY members_by_arrival
           WHERE conversation_key = ? AND joined_seq > ? ORDER BY joined_seq LIMIT ?`,
          ...([log.key, after, ROWS_PER_PAGE] as const),
        );
        for (const { userKey, joinedSeq } of rows) {
          if (!seen.has(userKey))
            findings.add(
              "wrong-membership",
              `${nameOf(userKey)} is a member of the room ${log.id} since seq ${joinedSeq}, and its log has no join of them`,
            );
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < ROWS_PER_PAGE) return;
        after = last.joinedSeq;
      }
    },
  };

  function checkJoined(userKey: number, seq: number): void {
    const joinedSeq = joinedSeqOf(userKey);
    if (joinedSeq === seq || (joinedSeq === undefined && log.isClosed)) return;
    const said = joinedSeq === undefined ? "is no member" : `is a member since seq ${joinedSeq}`;
    findings.add("wrong-membership", `${nameOf(userKey)} joined at ${placeIn(log, seq)} and ${said}`);
  }

  function checkLeft(userKey: number, seq: number): void {
    if (joinedSeqOf(userKey) !== undefined)
      findings.add("wrong-membership", `${nameOf(userKey)} left at ${placeIn(log, seq)} and is still a member`);
  }

  function joinedSeqOf(userKey: number): number | undefined {
    return database.one<{ seq: number }>(
      "SELECT joined_seq AS seq FROM memberships WHERE user_key = ? AND conversation_key = ?",
      ...([userKey, log.key] as const),
    )?.seq;
  }

  function nameOf(userKey: number): string {
    return `The user ${people.find(userKey)?.id ?? `with the key ${userKey}`}`;
  }
}
