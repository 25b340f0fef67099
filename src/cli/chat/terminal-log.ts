import type { ConversationEvent, HistoryPage, ReceivedEvent } from "../../client/index.ts";

/** A notice of the program itself, after the event with that seq. */
export interface Notice {
  readonly text: string;
  readonly afterSeq: number;
}

const EVENTS_MAX = 1_000;
const NOTICES_MAX = 200;

/** The loaded part of one conversation: the shown events, ascending, and notices between them. */
export class TerminalLog {
  events: readonly ConversationEvent[] = [];
  /** Ascending too. */
  notices: readonly Notice[] = [];
  /** Whether its last page was read; before that, it holds only live events. */
  isLoaded = false;
  hasOlder = true;
  /** Goes up with every change. */
  version = 0;
  /** Goes up with every `forget`: a page that was asked for before it does not belong here. */
  generation = 0;

  add(event: ReceivedEvent): void {
    if (!isShown(event) || event.seq <= (this.events.at(-1)?.seq ?? 0)) return;
    this.events = [...this.events, event];
    if (this.events.length > EVENTS_MAX) {
      this.events = this.events.slice(-EVENTS_MAX);
      this.hasOlder = true;
    }
    this.version += 1;
  }

  /** Adds a page of history that touches the loaded part, or begins it. */
  fill({ events, floor }: HistoryPage): void {
    const first = this.events[0]?.seq ?? Number.POSITIVE_INFINITY;
    this.events = [...events.filter(isShown).filter(({ seq }) => seq < first), ...this.events];
    this.hasOlder = events.length > 0 && (this.events[0]?.seq ?? 0) > floor + 1;
    this.isLoaded = true;
    this.version += 1;
  }

  /** Drops the loaded part: the past was replaced, or events in between are missing. */
  forget(): void {
    this.events = [];
    this.isLoaded = false;
    this.hasOlder = true;
    this.version += 1;
    this.generation += 1;
  }

  say(text: string): void {
    const afterSeq = this.events.at(-1)?.seq ?? this.notices.at(-1)?.afterSeq ?? 0;
    this.notices = [...this.notices, { text, afterSeq }].slice(-NOTICES_MAX);
    this.version += 1;
  }
}

/** An event that this program does not know takes no line. */
export function isShown(event: ReceivedEvent): event is ConversationEvent {
  return event.type !== "unknown";
}
