import { placeIn } from "./checked-log.ts";
import type { LogContext } from "./log-rule.ts";
import type { MessageRule, ViewedRange } from "./message-view.ts";

/** A message answers an earlier message of its log, or one that is not kept any more. */
export function repliesRule({ database, findings, log }: LogContext): MessageRule {
  return {
    check({ views }: ViewedRange): void {
      for (const { row, details } of views.values()) {
        const { reply } = details;
        if (reply === undefined || reply <= log.floor) continue;
        const target = database.one<{ type: string }>("SELECT type FROM events WHERE log_key = ? AND seq = ?", log.key, reply);
        // A hole is told of as one.
        const isRight = reply < row.seq && (target === undefined || target.type === "message");
        if (!isRight)
          findings.add(
            "wrong-reply",
            `The message at ${placeIn(log, row.seq)} answers seq ${reply}, which is no earlier message`,
          );
      }
    },
  };
}
