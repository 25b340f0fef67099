import type { LogEntry } from "../../client/index.ts";
import { words } from "./i18n/words.ts";
import { type RulesState, rulesBefore } from "./order-sentences.ts";
import type { Notice, TerminalLog } from "./terminal-log.ts";

/** The unit of layout: a message, consecutive joins and leaves, or a notice. */
export type Row =
  | EventsRow
  | {
      readonly type: "notice";
      readonly first: Notice;
      readonly last: Notice;
      readonly day?: undefined;
      readonly before?: undefined;
    };

export interface EventsRow {
  readonly type: "events";
  readonly first: LogEntry;
  readonly last: LogEntry;
  readonly entries: readonly LogEntry[];
  /** Only with the first of a day. */
  readonly day: string | undefined;
  /** Only where the rules of the room change. */
  readonly before: RulesState;
}

/** The rows of a log, from the newest to the oldest. */
export function* rowsOf({ entries, notices }: Pick<TerminalLog, "entries" | "notices">): Generator<Row, void, void> {
  let eventsLeft = entries.length;
  let noticesLeft = notices.length;
  for (;;) {
    const last = entries[eventsLeft - 1];
    const notice = notices[noticesLeft - 1];
    if (notice !== undefined && notice.afterSeq >= (last?.seq ?? 0)) {
      noticesLeft -= 1;
      yield { type: "notice", first: notice, last: notice };
      continue;
    }
    if (last === undefined) return;
    const begin = beginOf(entries, eventsLeft, notice?.afterSeq ?? 0);
    const first = entries[begin] ?? last;
    const day = isSameDay(entries[begin - 1], first) ? undefined : dayOf(first.at);
    const folded = entries.slice(begin, eventsLeft);
    const before = folded.some(({ type }) => type === "rules") ? rulesBefore(entries, begin) : undefined;
    yield { type: "events", first, last, entries: folded, day, before };
    eventsLeft = begin;
  }
}

/** Where the row begins that ends there: comings and goings of one day are one, unless a notice comes between. */
function beginOf(entries: readonly LogEntry[], end: number, noticeSeq: number): number {
  let begin = end - 1;
  while (isFolded(entries[begin - 1], entries[begin], noticeSeq)) begin -= 1;
  return begin;
}

function isFolded(before: LogEntry | undefined, event: LogEntry | undefined, noticeSeq: number): boolean {
  if (before === undefined || event === undefined || before.seq <= noticeSeq) return false;
  return before.type !== "message" && event.type !== "message" && isSameDay(before, event);
}

function isSameDay(before: LogEntry | undefined, event: LogEntry): boolean {
  return before !== undefined && dayOf(before.at) === dayOf(event.at);
}

const days = new Intl.DateTimeFormat(words.locale, { dateStyle: "full" });

function dayOf(at: number): string {
  return days.format(at);
}
