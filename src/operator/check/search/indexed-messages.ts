import { messageSum } from "../../../server/storage/search/message-document.ts";
import { type MessageRow, messageRowSql } from "../../../server/storage/sql/message-row.ts";
import type { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import type { Span } from "../../../server/storage/sqlite/search/spans.ts";

const MESSAGES_PER_PAGE = 1_000;

/** What the index must have of a message: the sum of its words, and none where it is deleted. */
export interface ExpectedRow {
  readonly seq: number;
  readonly row: number;
  readonly sum: number;
}

/** The messages of a span of the index, up to the place that is indexed, in order. */
export function* expectedRows(
  database: SqliteDatabase,
  { logKey, firstRow, firstSeq, places }: Span,
  range: { readonly fromSeq: number; readonly upToSeq: number },
): Generator<ExpectedRow, void, void> {
  const upTo = Math.min(range.upToSeq, firstSeq + places - 1);
  let after = Math.max(firstSeq, range.fromSeq) - 1;
  for (;;) {
    const rows = database.all<MessageRow>(
      `${messageRowSql} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
      ...([logKey, after, upTo, MESSAGES_PER_PAGE] as const),
    );
    for (const message of rows) yield { seq: message.seq, row: firstRow + message.seq - firstSeq, sum: sumOf(message) };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

function sumOf(message: MessageRow): number {
  return message.isDeleted === 1 ? 0 : messageSum(message);
}
