import { ALL_MEMBERS } from "../../../server/storage/sql/event-rows.ts";
import { placeIn } from "./checked-log.ts";
import type { LogContext } from "./log-rule.ts";
import { isDeleted, isDeletedByEvent, type MessageRule, type MessageView, type ViewedRange } from "./message-view.ts";

interface MentionRow {
  readonly seq: number;
  readonly userKey: number;
  readonly authorKey: number;
  readonly at: number;
}

/**
 * Users whom a message names, or in a room answers, find it by the table of mentions. It has those who were members at that time: of a user who was a member ever
 * since it must have the mention, of another one it may.
 */
export function mentionsRule({ database, findings, log }: LogContext): MessageRule {
  return {
    check({ after, upTo, views, typeAt }: ViewedRange): void {
      const rows = database.all<MentionRow>(
        "SELECT seq, user_key AS userKey, author_key AS authorKey, at FROM mentions WHERE log_key = ? AND seq > ? AND seq <= ?",
        ...([log.key, after, upTo] as const),
      );
      const rowsOf = Map.groupBy(rows, ({ seq }) => seq);
      for (const [seq, ofMessage] of rowsOf)
        if (!views.has(seq) && typeAt(seq) !== undefined) for (const row of ofMessage) tellExtra(row);
      for (const view of views.values()) checkOne(view, rowsOf.get(view.row.seq) ?? []);
    },
  };

  function checkOne(view: MessageView, rows: readonly MentionRow[]): void {
    const { seq, at } = view.row;
    if (isDeleted(view) || isDeletedByEvent(view)) {
      if (rows.length > 0)
        findings.add("left-of-deleted", `The message at ${placeIn(log, seq)} is deleted and still mentions users`, rows.length);
      return;
    }
    if (view.isErased || view.isBeingErased) return;
    const named = namedBy(view);
    for (const row of rows) {
      if (row.authorKey !== view.authorKey || row.at !== at)
        findings.add(
          "wrong-mention",
          `A mention by the message at ${placeIn(log, seq)} has another author or time than the message`,
        );
      else if (!named.has(row.userKey) && !isAnswerForgotten(view)) tellExtra(row);
    }
    const found = new Set(rows.map(({ userKey }) => userKey));
    for (const [userKey, id] of named) {
      if (!found.has(userKey) && wasMember(userKey, seq))
        findings.add(
          "wrong-mention",
          `The table of mentions lacks ${id}, whom the message at ${placeIn(log, seq)} mentions or answers`,
        );
    }
  }

  /** Users by their key, with their id. */
  function namedBy({ details: { mentions = [], reply } }: MessageView): ReadonlyMap<number, string> {
    const named = new Map<number, string>();
    for (const { userId } of mentions) {
      if (userId === undefined) named.set(ALL_MEMBERS, "all members");
      const key = userId === undefined ? undefined : keyOf(userId);
      if (key !== undefined && userId !== undefined) named.set(key, userId);
    }
    const answered = reply === undefined || log.kind !== "room" ? undefined : authorAt(reply);
    if (answered !== undefined) named.set(answered.key, answered.id);
    return named;
  }

  function keyOf(userId: string): number | undefined {
    return database.one<{ key: number }>("SELECT key FROM logs WHERE id = ? AND kind = 'user'", userId)?.key;
  }

  function authorAt(seq: number): { readonly key: number; readonly id: string } | undefined {
    return database.one(
      "SELECT users.key, users.id FROM events JOIN users ON users.key = user_key WHERE log_key = ? AND seq = ? AND type = 'message' AND seq > ?",
      ...([log.key, seq, log.floor] as const),
    );
  }

  /** Whose message was answered is not kept any more. */
  function isAnswerForgotten({ details: { reply } }: MessageView): boolean {
    return reply !== undefined && reply <= log.floor;
  }

  function wasMember(userKey: number, seq: number): boolean {
    if (userKey === ALL_MEMBERS) return true;
    const membership = database.one<{ joinedSeq: number }>(
      "SELECT joined_seq AS joinedSeq FROM memberships WHERE user_key = ? AND conversation_key = ?",
      ...([userKey, log.key] as const),
    );
    return membership !== undefined && membership.joinedSeq <= seq;
  }

  function tellExtra({ seq, userKey }: MentionRow): void {
    const who = userKey === ALL_MEMBERS ? "all members" : `the user with the key ${userKey}`;
    findings.add(
      "wrong-mention",
      `The table of mentions has ${who} for ${placeIn(log, seq)}, which does not mention or answer them`,
    );
  }
}
