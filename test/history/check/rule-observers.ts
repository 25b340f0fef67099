import type { ChatEvent } from "../adapter.ts";
import type { HistoryRecord, RecordOf } from "../record/records.ts";
import type { Report } from "./finding.ts";
import type { Ledger } from "./ledger.ts";

type LiveRecord = RecordOf<"subscribed" | "observed" | "gap">;

/** A range that a client was told it would not get live. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly epoch: string;
}

/** One client's way through one conversation. */
interface Way {
  position: number | undefined;
  epoch: string | undefined;
  /** From where the server said that it delivers, since the last event. */
  starts: Set<number>;
  readonly gaps: Gap[];
  /** What this client has read by history, by seq. */
  readonly read: Set<number>;
}

/** Every observer sees the log step by step, and the same content as the others. */
export function checkObservers(ledger: Ledger, report: Report): { readonly gapCount: number } {
  const ways = new Map<string, Way>();
  const contents = new Contents(ledger, report);
  let gapCount = 0;
  for (const record of ledger.records) {
    if (record.type === "read") {
      const way = wayOf(ways, record);
      for (const event of record.events) {
        way.read.add(event.seq);
        if (!ledger.isBetweenPasts(record)) contents.compare(record, event);
      }
    } else if (isLive(record) && !ledger.isBetweenPasts(record)) {
      const way = wayOf(ways, record);
      if (record.type === "gap") gapCount += 1;
      if (record.type === "observed") contents.compare(record, record.event);
      follow(ledger, report, way, record);
    }
  }
  for (const [name, { gaps, read, epoch }] of ways) {
    for (const gap of gaps) {
      // A gap in a past that was replaced cannot be read any more.
      if (gap.epoch !== epoch) continue;
      const missing = range(gap).find((seq) => !read.has(seq));
      if (missing !== undefined) report("hole", `${name} was told of a gap and never read ${missing}.`);
    }
  }
  return { gapCount };
}

function follow(ledger: Ledger, report: Report, way: Way, record: LiveRecord): void {
  const { client, conversationId, epoch } = record;
  const isNewPast = way.epoch !== undefined && way.epoch !== epoch;
  if (record.type === "subscribed") {
    way.starts.add(record.after);
    way.epoch ??= epoch;
    return;
  }
  if (record.type === "gap") {
    if (!isNewPast && way.position !== undefined && record.after > way.position) {
      way.gaps.push({ from: way.position + 1, to: record.after, epoch });
    }
    way.position = record.after;
    way.epoch = epoch;
    return;
  }
  const { seq } = record.event;
  const where = `${client} in ${conversationId}`;
  const position = isNewPast ? undefined : way.position;
  if (position === undefined) {
    if (!way.starts.has(seq - 1)) {
      report("hole", `${where}: the first event is ${seq}, and delivery began after ${[...way.starts].join(", ")}.`);
    }
  } else if (seq <= position) {
    report("doubled", `${where}: ${seq} was shown after ${position}.`);
  } else if (seq !== position + 1) {
    if (!isRejoin(ledger, way, record, position)) report("hole", `${where}: after ${position} comes ${seq}.`);
  }
  way.position = seq;
  way.epoch = epoch;
  way.starts = new Set();
}

/**
 * A user who left and came again goes on at the join, or where the server said that it delivers: at a welcome that is where the log stands
 * then. Of a past that was replaced only what the server said is known.
 */
function isRejoin(
  ledger: Ledger,
  way: Way,
  { client, conversationId, epoch, event }: RecordOf<"observed">,
  position: number,
): boolean {
  const isStart = way.starts.has(event.seq - 1);
  if (epoch !== ledger.finalEpoch) return isStart;
  const join = ledger.memberships.rejoinedAt(ledger.userOf(client), conversationId, position, event.seq);
  return join !== undefined && (isStart || event.seq === join || event.seq === join + 1);
}

/** One content for each seq of each past, for every observer. */
class Contents {
  readonly #ledger: Ledger;
  readonly #report: Report;
  readonly #known = new Map<string, string>();

  constructor(ledger: Ledger, report: Report) {
    this.#ledger = ledger;
    this.#report = report;
    for (const [conversationId, events] of ledger.logs) {
      for (const event of events) this.#known.set(`${ledger.finalEpoch} ${conversationId} ${event.seq}`, contentOf(event));
    }
  }

  compare({ client, conversationId, epoch }: { client: string; conversationId: string; epoch: string }, event: ChatEvent): void {
    if (!this.#isKnownText(event)) {
      this.#report("altered", `${client} saw at ${conversationId}/${event.seq} a text that it was never given: ${event.text}.`);
    }
    const place = `${epoch} ${conversationId} ${event.seq}`;
    const content = contentOf(event);
    const known = this.#known.get(place);
    if (known === content) return;
    if (known !== undefined)
      this.#report("altered", `${client} saw at ${conversationId}/${event.seq} ${content}, others ${known}.`);
    else if (epoch === this.#ledger.finalEpoch) {
      this.#report("lost", `${client} saw ${content} at ${conversationId}/${event.seq}, which the final log does not have.`);
    } else this.#known.set(place, content);
  }

  /** Which of its texts a message has depends on when it is read: `rule-states.ts`. */
  #isKnownText(event: ChatEvent): boolean {
    if (event.kind !== "message" || event.isDeleted === true) return true;
    return this.#ledger.textsOf(this.#ledger.messageIdOf(event) ?? "").has(event.text ?? "");
  }
}

/** What never changes. */
function contentOf({ kind, userId, clientMessageId, change, target, emoji }: ChatEvent): string {
  return JSON.stringify([kind, userId, clientMessageId, change, target, emoji]);
}

function isLive(record: HistoryRecord): record is LiveRecord {
  return record.type === "subscribed" || record.type === "observed" || record.type === "gap";
}

function wayOf(ways: Map<string, Way>, { client, conversationId }: { client: string; conversationId: string }): Way {
  const name = `${client} in ${conversationId}`;
  const known = ways.get(name);
  if (known !== undefined) return known;
  const way: Way = { position: undefined, epoch: undefined, starts: new Set(), gaps: [], read: new Set() };
  ways.set(name, way);
  return way;
}

function range({ from, to }: Gap): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
