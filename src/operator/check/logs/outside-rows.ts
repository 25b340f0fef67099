import type { ProblemKind } from "../problem-kinds.ts";
import type { LogContext } from "./log-rule.ts";

const tables = [
  { table: "reactions", kind: "wrong-reactions" },
  { table: "pins", kind: "wrong-pin" },
  { table: "mentions", kind: "wrong-mention" },
  { table: "files", kind: "wrong-file" },
] as const satisfies readonly { table: string; kind: ProblemKind }[];

/** What belongs to a message has the place of one that is kept. */
export function checkOutsideRows({ database, findings, log }: LogContext): void {
  for (const { table, kind } of tables) {
    for (const { seq, count } of database.all<{ seq: number | null; count: number }>(
      `SELECT min(seq) AS seq, count(*) AS count FROM ${table} WHERE log_key = ?1 AND seq <= ?2
       UNION ALL SELECT min(seq), count(*) FROM ${table} WHERE log_key = ?1 AND seq > ?3`,
      ...([log.key, log.floor, log.head] as const),
    )) {
      if (seq !== null)
        findings.add(
          kind,
          `The table ${table} has ${count} rows of the log ${log.id} outside of what is kept of it, the first at seq ${seq}`,
          count,
        );
    }
  }
}
