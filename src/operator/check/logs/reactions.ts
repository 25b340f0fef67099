import type { ReactionCount } from "../../../protocol/messages.ts";
import { placeIn } from "./checked-log.ts";
import { folded } from "./folded.ts";
import type { LogContext } from "./log-rule.ts";
import { isDeleted, isDeletedByEvent, type MessageRule, type MessageView, type ViewedRange } from "./message-view.ts";
import type { NotedChange } from "./noted-changes.ts";

interface ReactionRow {
  readonly seq: number;
  readonly userKey: number;
  readonly emoji: string;
  readonly reactedSeq: number;
}

/** The table of reactions and the counts in the row of the message are both what the log makes. */
export function reactionsRule({ database, findings, log, people }: LogContext): MessageRule {
  return {
    check({ after, upTo, views, typeAt }: ViewedRange): void {
      const rows = database.all<ReactionRow>(
        `SELECT seq, user_key AS userKey, emoji, reacted_seq AS reactedSeq FROM reactions WHERE log_key = ? AND seq > ? AND seq <= ?`,
        ...([log.key, after, upTo] as const),
      );
      const rowsOf = Map.groupBy(rows, ({ seq }) => seq);
      for (const [seq, ofMessage] of rowsOf) if (!views.has(seq) && typeAt(seq) !== undefined) tellExtra(ofMessage);
      for (const view of views.values()) checkOne(view, rowsOf.get(view.row.seq) ?? []);
    },
  };

  function checkOne(view: MessageView, rows: readonly ReactionRow[]): void {
    if (isDeleted(view) || isDeletedByEvent(view)) {
      if (rows.length > 0)
        findings.add(
          "left-of-deleted",
          `The message at ${placeIn(log, view.row.seq)} is deleted and still has reactions`,
          rows.length,
        );
      return;
    }
    if (view.isErased || view.isBeingErased) return;
    const { rows: expected, isLeftOut, hasLeftOut } = expectedOf(view, rows);
    const found = new Map(rows.map((row) => [keyOf(row), row]));
    tellExtra(rows.filter((row) => expected.get(keyOf(row)) !== row.reactedSeq));
    for (const [key, seq] of expected) {
      if (!found.has(key))
        findings.add(
          "wrong-reactions",
          `The table of reactions lacks the one at ${placeIn(log, seq)}, of the message at seq ${view.row.seq}`,
        );
    }
    const counts = view.details.reactions ?? [];
    const folding = folded(view, people, isLeftOut).reactions ?? [];
    // What deleted users reacted with is no part of the order any more.
    if (textOf(counts, hasLeftOut) === textOf(folding, hasLeftOut)) return;
    findings.add(
      "wrong-reactions",
      `The message at ${placeIn(log, view.row.seq)} counts other reactions than its log makes (${textOf(counts, false)} and ${textOf(folding, false)})`,
    );
  }

  /** Of a deleted user that reaction is there which is still in the table: what goes, goes from the table and the row at once, and mostly without an event. */
  function expectedOf(view: MessageView, rows: readonly ReactionRow[]) {
    const still = new Set(rows.map(({ reactedSeq }) => reactedSeq));
    let hasLeftOut = false;
    const isLeftOut = ({ type, userKey, seq }: NotedChange): boolean => {
      const isOfDeleted = (type === "react" || type === "unreact") && people.find(userKey)?.isDeleted === true;
      hasLeftOut ||= isOfDeleted;
      return isOfDeleted && !(type === "react" && still.has(seq));
    };
    const expected = new Map<string, number>();
    for (const change of view.changes) {
      if (isLeftOut(change) || change.emoji === null) continue;
      const key = keyOf({ userKey: change.userKey, emoji: change.emoji });
      if (change.type === "react") expected.set(key, change.seq);
      else expected.delete(key);
    }
    return { rows: expected, isLeftOut, hasLeftOut };
  }

  function tellExtra(rows: readonly ReactionRow[]): void {
    for (const { seq, userKey } of rows) {
      const who = people.find(userKey)?.id ?? `the user with the key ${userKey}`;
      findings.add(
        "wrong-reactions",
        `The table of reactions has one of ${who} for ${placeIn(log, seq)} that its log does not make`,
      );
    }
  }
}

function keyOf({ userKey, emoji }: Pick<ReactionRow, "userKey" | "emoji">): string {
  return `${userKey} ${emoji}`;
}

function textOf(reactions: readonly Pick<ReactionCount, "emoji" | "count">[], isSorted: boolean): string {
  const texts = reactions.map(({ emoji, count }) => `${emoji} ${count}`);
  return (isSorted ? texts.toSorted() : texts).join(", ") || "none";
}
