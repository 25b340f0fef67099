import { placeIn } from "./checked-log.ts";
import type { LogContext } from "./log-rule.ts";
import { isDeletedByEvent, type MessageRule, type MessageView, type ViewedRange } from "./message-view.ts";

/** The pins of a conversation are the messages that were pinned last, and not unpinned or deleted since. */
export function pinsRule({ database, findings, log }: LogContext): MessageRule {
  return {
    check({ after, upTo, views, typeAt }: ViewedRange): void {
      const rows = database.all<{ seq: number; pinnedSeq: number }>(
        "SELECT seq, pinned_seq AS pinnedSeq FROM pins WHERE log_key = ? AND seq > ? AND seq <= ?",
        ...([log.key, after, upTo] as const),
      );
      const pins = new Map(rows.map(({ seq, pinnedSeq }) => [seq, pinnedSeq]));
      for (const view of views.values()) checkOne(view, pins.get(view.row.seq));
      for (const { seq } of rows)
        if (!views.has(seq) && typeAt(seq) !== undefined)
          findings.add("wrong-pin", `The message at ${placeIn(log, seq)} is pinned, and its log has no pin of it`);
    },
  };

  function checkOne(view: MessageView, pinnedSeq: number | undefined): void {
    const { seq } = view.row;
    const isGone = view.details.deleted === 1 || isDeletedByEvent(view);
    const last = view.changes.findLast(({ type }) => type === "pin" || type === "unpin");
    const expected = !isGone && last?.type === "pin" ? last.seq : undefined;
    if (pinnedSeq === expected) return;
    if (pinnedSeq !== undefined && isGone)
      findings.add("left-of-deleted", `The message at ${placeIn(log, seq)} is deleted and still pinned`);
    else if (pinnedSeq === undefined)
      findings.add(
        "wrong-pin",
        `The table of pins lacks the message at ${placeIn(log, seq)}, which was pinned at seq ${expected}`,
      );
    else
      findings.add(
        "wrong-pin",
        `The table of pins has the message at ${placeIn(log, seq)} as pinned at seq ${pinnedSeq}, and its log does not`,
      );
  }
}
