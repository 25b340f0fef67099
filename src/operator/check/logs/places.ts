import { LISTED_PER_KIND_MAX } from "../findings.ts";
import { type CheckedLog, placeIn } from "./checked-log.ts";
import type { LogContext, LogRule } from "./log-rule.ts";
import type { StoredEvent } from "./stored-event.ts";

/** How far an event may lie before the one that precedes it: clocks are set back by minutes and hours, and a wrong one by more. */
export const CLOCK_STEP_MAX_MS = 24 * 60 * 60 * 1000;

/** A mark of a message that is sent again stays for a while, without a text. */
const belowFloor = "seq <= ? AND NOT (seq > ? AND type = 'trimmed' AND body IS NULL)";

/** Seqs without holes from the floor to the head, counts that add up, times that go on. */
export function placesRule({ database, findings, log }: LogContext): LogRule {
  let expectedSeq = log.head;
  let newer: StoredEvent | undefined;
  let lastMessageSeq = 0;
  const counts = new MessageCounts(log, (what) => findings.add("wrong-message-count", what));
  checkOutside();
  return {
    read(events) {
      for (const event of events) read(event);
    },
    end() {
      if (expectedSeq > log.floor)
        findings.add("missing-event", missing(log, log.floor + 1, expectedSeq), expectedSeq - log.floor);
      counts.end();
      const isLastKept = lastMessageSeq > 0 || log.floor === 0;
      if (isLastKept ? lastMessageSeq !== log.lastMessageSeq : log.lastMessageSeq > log.floor)
        findings.add(
          "wrong-last-message",
          `The log ${log.id} has seq ${log.lastMessageSeq} for its last message, and the last one is at seq ${lastMessageSeq}`,
        );
    },
  };

  function read(event: StoredEvent): void {
    const { seq } = event;
    if (newer?.seq === seq) {
      findings.add("repeated-seq", `Two events have ${placeIn(log, seq)}`);
      return;
    }
    const lacking = expectedSeq - seq;
    if (lacking > 0) findings.add("missing-event", missing(log, seq + 1, expectedSeq), lacking);
    expectedSeq = seq - 1;
    counts.read(event, lacking > 0);
    if (event.type === "message" && lastMessageSeq === 0) lastMessageSeq = seq;
    if (newer !== undefined && event.at - newer.at > CLOCK_STEP_MAX_MS) {
      const hours = Math.round((event.at - newer.at) / 3_600_000);
      findings.add("time-backwards", `The event at ${placeIn(log, newer.seq)} is ${hours} hours older than the one before it`);
    }
    newer = event;
  }

  function checkOutside(): void {
    for (const { sql, kind, what } of [
      { sql: "seq > ?", kind: "event-beyond-head", what: `beyond its head ${log.head}` },
      { sql: belowFloor, kind: "event-below-floor", what: `although nothing up to ${log.floor} is kept` },
    ] as const) {
      const bounds = kind === "event-beyond-head" ? ([log.head] as const) : ([log.floor, log.clearedSeq] as const);
      const rows = database.all<{ seq: number }>(
        `SELECT seq FROM events WHERE log_key = ? AND ${sql} ORDER BY seq LIMIT ${LISTED_PER_KIND_MAX}`,
        ...([log.key, ...bounds] as const),
      );
      for (const { seq } of rows) findings.add(kind, `There is an event at ${placeIn(log, seq)}, ${what}`);
      if (rows.length < LISTED_PER_KIND_MAX) continue;
      const all = database.one<{ count: number }>(
        `SELECT count(*) AS count FROM events WHERE log_key = ? AND ${sql}`,
        ...([log.key, ...bounds] as const),
      );
      findings.count(kind, (all?.count ?? rows.length) - rows.length);
    }
  }
}

function missing({ id }: CheckedLog, from: number, to: number): string {
  return from === to
    ? `The log ${id} lacks its event at seq ${from}`
    : `The log ${id} lacks its events from seq ${from} to ${to}`;
}

/** `message_count` of each event, counted down from the log's own. One wrong count is one problem, not one for each event below it. */
class MessageCounts {
  readonly #log: CheckedLog;
  readonly #tell: (what: string) => void;
  /** What the next event must say; undefined below a hole. */
  #expected: number | undefined;
  /** What it says where the last wrong one was right after all. */
  #otherwise: number | undefined;
  #oldest: StoredEvent | undefined;

  constructor(log: CheckedLog, tell: (what: string) => void) {
    this.#log = log;
    this.#tell = tell;
    this.#expected = log.messageCount;
  }

  read(event: StoredEvent, isBelowHole: boolean): void {
    if (isBelowHole) this.#expected = undefined;
    const { messageCount: said } = event;
    const isRight = this.#expected === undefined || said === this.#expected;
    const isOtherwise = said === this.#otherwise;
    if (!isRight && !isOtherwise) {
      const isHead = event.seq === this.#log.head;
      const where = isHead
        ? `The log ${this.#log.id} and its last event`
        : `The event at ${placeIn(this.#log, event.seq)} and the next one`;
      this.#tell(`${where} do not count the same messages (${this.#expected} and ${said})`);
    }
    const step = event.type === "message" ? 1 : 0;
    const kept = this.#expected;
    this.#expected = isRight || !isOtherwise ? (kept ?? said) - step : said - step;
    this.#otherwise = isRight || isOtherwise ? undefined : said - step;
    this.#oldest = event;
  }

  end(): void {
    const { id, floor, floorMessageCount, messageCount } = this.#log;
    if (this.#oldest === undefined) {
      if (messageCount !== floorMessageCount) this.#tell(`The log ${id} counts ${messageCount} messages, and has no event`);
      return;
    }
    const left = this.#otherwise === floorMessageCount ? floorMessageCount : this.#expected;
    if (this.#oldest.seq === floor + 1 && left !== floorMessageCount)
      this.#tell(
        `The event at ${placeIn(this.#log, floor + 1)} counts other messages before itself (${left}) than its log (${floorMessageCount})`,
      );
  }
}
