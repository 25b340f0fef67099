import type { Database } from "../../../server/storage/sql/database.ts";
import { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import { Progress } from "../../progress.ts";
import type { Check, CheckContext } from "../check-context.ts";
import { whileReadable } from "../while-readable.ts";
import { type CheckedLog, readLogRow } from "./checked-log.ts";
import { contentsRule } from "./contents.ts";
import type { LogContext, LogRule } from "./log-rule.ts";
import { membersRule } from "./members.ts";
import { messageStatesRule } from "./message-states.ts";
import { NotedChanges } from "./noted-changes.ts";
import { checkOutsideRows } from "./outside-rows.ts";
import { ownLogRule } from "./own-log.ts";
import { PeopleOfLog } from "./people-of-log.ts";
import { placesRule } from "./places.ts";
import { eventsIn } from "./stored-event.ts";

const LOGS_PER_PAGE = 500;
const SEQS_PER_PAGE = 2_000;

/**
 * Every log, and what is kept beside it of its messages and members.
 *
 * One snapshot for each log: all that is said of one log is of one moment, and the next log is of a later one. No rule compares two logs, so a server that writes
 * meanwhile makes no difference; and its write-ahead log grows for no longer than the longest log takes.
 */
export const logsCheck: Check = {
  name: "logs",
  label: "Reading logs",
  run(context) {
    const { database } = context.stored;
    const all = database.one<{ events: number }>("SELECT CAST(coalesce(sum(head - floor), 0) AS BIGINT) AS events FROM logs");
    using progress = new Progress({ label: this.label, total: all?.events ?? 0, amountText: (events) => `${events} events` });
    // Without a name it is SQLite's own temporary file, which is deleted when it is opened.
    const scratch = new SqliteDatabase("");
    scratch.run("PRAGMA synchronous = OFF");
    try {
      const changes = new NotedChanges(scratch);
      for (const key of logKeys(database)) {
        scratch.run("BEGIN");
        whileReadable(context.findings, nameOf(database, key), () =>
          database.snapshot(() => checkLog(context, key, changes, (events) => progress.add(events))),
        );
        changes.clear();
        scratch.run("COMMIT");
      }
    } finally {
      scratch.close();
    }
  },
};

function* logKeys(database: Database): Generator<number, void, void> {
  let after = 0;
  for (;;) {
    const rows = database.all<{ key: number }>("SELECT key FROM logs WHERE key > ? ORDER BY key LIMIT ?", after, LOGS_PER_PAGE);
    for (const { key } of rows) yield key;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

function nameOf(database: Database, key: number): string {
  return `The log ${database.one<{ id: string }>("SELECT id FROM logs WHERE key = ?", key)?.id ?? `with the key ${key}`}`;
}

function checkLog(
  { stored: { database }, findings, checked }: CheckContext,
  key: number,
  changes: NotedChanges,
  onRead: (events: number) => void,
): void {
  const log = readLogRow(database, key);
  if (log === undefined) return;
  checked.logs += 1;
  const context: LogContext = { database, findings, log, people: new PeopleOfLog(database) };
  const rules = rulesOf(context, changes);
  for (let upTo = log.head; upTo > log.floor; ) {
    const after = Math.max(log.floor, upTo - SEQS_PER_PAGE);
    const events = eventsIn(database, key, { after, upTo });
    for (const rule of rules) rule.read(events, { after, upTo });
    checked.events += events.length;
    for (const { type } of events) checked.messages += type === "message" ? 1 : 0;
    onRead(upTo - after);
    upTo = events.length > 0 ? after : nextBelow(database, log, after);
  }
  for (const rule of rules) rule.end?.();
}

function rulesOf(context: LogContext, changes: NotedChanges): LogRule[] {
  const { log } = context;
  const always = [placesRule(context), contentsRule(context)];
  if (log.kind === "user") return [...always, ownLogRule(context)];
  checkOutsideRows(context);
  return [...always, messageStatesRule(context, changes), ...(log.kind === "room" ? [membersRule(context)] : [])];
}

/** Over a hole: a damaged head may be any number. */
function nextBelow(database: Database, { key, floor }: CheckedLog, seq: number): number {
  const row = database.one<{ seq: number | null }>("SELECT max(seq) AS seq FROM events WHERE log_key = ? AND seq <= ?", key, seq);
  return Math.max(floor, row?.seq ?? floor);
}
