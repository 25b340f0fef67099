import type { ConversationEvent } from "../../client/index.ts";
import { words } from "./i18n/words.ts";
import type { Notice, TerminalLog } from "./terminal-log.ts";

/** The unit of layout: a message, consecutive joins and leaves, or a notice. */
export type Row =
  | EventsRow
  | { readonly type: "notice"; readonly first: Notice; readonly last: Notice; readonly day?: undefined };

interface EventsRow {
  readonly type: "events";
  readonly first: ConversationEvent;
  readonly last: ConversationEvent;
  readonly events: readonly ConversationEvent[];
  /** Only with the first of a day. */
  readonly day: string | undefined;
}

/** The rows of a log, from the newest to the oldest. */
export function* rowsOf({ events, notices }: TerminalLog): Generator<Row, void, void> {
  let eventsLeft = events.length;
  let noticesLeft = notices.length;
  for (;;) {
    const last = events[eventsLeft - 1];
    const notice = notices[noticesLeft - 1];
    if (notice !== undefined && notice.afterSeq >= (last?.seq ?? 0)) {
      noticesLeft -= 1;
      yield { type: "notice", first: notice, last: notice };
      continue;
    }
    if (last === undefined) return;
    const begin = beginOf(events, eventsLeft, notice?.afterSeq ?? 0);
    const first = events[begin] ?? last;
    const day = isSameDay(events[begin - 1], first) ? undefined : dayOf(first.at);
    yield { type: "events", first, last, events: events.slice(begin, eventsLeft), day };
    eventsLeft = begin;
  }
}

/** Where the row begins that ends there: comings and goings of one day are one, unless a notice comes between. */
function beginOf(events: readonly ConversationEvent[], end: number, noticeSeq: number): number {
  let begin = end - 1;
  while (isFolded(events[begin - 1], events[begin], noticeSeq)) begin -= 1;
  return begin;
}

function isFolded(before: ConversationEvent | undefined, event: ConversationEvent | undefined, noticeSeq: number): boolean {
  if (before === undefined || event === undefined || before.seq <= noticeSeq) return false;
  return before.type !== "message" && event.type !== "message" && isSameDay(before, event);
}

function isSameDay(before: ConversationEvent | undefined, event: ConversationEvent): boolean {
  return before !== undefined && dayOf(before.at) === dayOf(event.at);
}

const days = new Intl.DateTimeFormat(words.locale, { dateStyle: "full" });

function dayOf(at: number): string {
  return days.format(at);
}
