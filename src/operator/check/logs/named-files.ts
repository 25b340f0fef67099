import type { FileInfo } from "../../../protocol/files.ts";
import { type FileRow, fileColumns, fileInfoOf } from "../../../server/storage/sql/file-rows.ts";
import { placeIn } from "./checked-log.ts";
import type { LogContext } from "./log-rule.ts";
import { isDeleted, isDeletedByEvent, type MessageRule, type MessageView, type ViewedRange } from "./message-view.ts";

/** The records of files and the messages that name them say the same of each other. */
export function namedFilesRule({ database, findings, log }: LogContext): MessageRule {
  return {
    check({ after, upTo, views, typeAt }: ViewedRange): void {
      const rows = database.all<FileRow & { seq: number }>(
        `SELECT ${fileColumns}, seq FROM files INDEXED BY files_of_message WHERE log_key = ? AND seq > ? AND seq <= ?`,
        ...([log.key, after, upTo] as const),
      );
      const rowsOf = Map.groupBy(rows, ({ seq }) => seq);
      for (const [seq, ofMessage] of rowsOf)
        if (!views.has(seq) && typeAt(seq) !== undefined) for (const row of ofMessage) tellExtra(row, seq);
      for (const view of views.values()) checkOne(view, rowsOf.get(view.row.seq) ?? []);
    },
  };

  function checkOne(view: MessageView, rows: readonly FileRow[]): void {
    const { seq } = view.row;
    const isGone = isDeleted(view) || isDeletedByEvent(view);
    if (isGone && rows.length > 0)
      findings.add(
        "left-of-deleted",
        `The message at ${placeIn(log, seq)} is deleted and its files are not (the first is ${rows[0]?.id})`,
        rows.length,
      );
    if (isGone || view.isErased) return;
    const named = new Map((view.details.files ?? []).map((file) => [file.id, file]));
    const records = new Map(rows.map((row) => [row.id, row]));
    for (const row of rows) {
      const file = named.get(row.id);
      if (file === undefined) tellExtra(row, seq);
      else if (textOf(file) !== textOf(fileInfoOf(row)))
        findings.add(
          "wrong-file",
          `The record of the file ${row.id} and the message at ${placeIn(log, seq)} do not say the same of it`,
        );
    }
    for (const id of named.keys())
      if (!records.has(id))
        findings.add(
          "wrong-file",
          `The message at ${placeIn(log, seq)} names the file ${id}, whose record is not there or names another message`,
        );
  }

  function tellExtra({ id }: FileRow, seq: number): void {
    findings.add("wrong-file", `The record of the file ${id} names ${placeIn(log, seq)}, which does not name it`);
  }
}

function textOf({ id, name, type, byteLength, width, height }: FileInfo): string {
  return JSON.stringify([id, name, type, byteLength, width, height]);
}
