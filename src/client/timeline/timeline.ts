import type { Clock } from "../../clock.ts";
import type { ReceivedEvent } from "../../protocol/events.ts";
import type { Gap } from "../../protocol/frames/events.ts";
import type { HistoryPage } from "../../protocol/frames/history.ts";
import type { Sent } from "../../protocol/frames/send.ts";
import { limits } from "../../protocol/limits.ts";
import { isMessageChange, type MessageChange } from "../../protocol/message-changes.ts";
import type { OutboxEntry } from "../outbox-store.ts";
import type { HistoryRange } from "../shoal-client-options.ts";
import { coalesced } from "./coalesce.ts";
import {
  type EventWindow,
  emptyWindow,
  hasNewer,
  hasOlder,
  holdsBehind,
  isLogEntry,
  keepNewest,
  keepOldest,
  type LogEntry,
  merge,
  type Run,
  runOf,
  withMessageChange,
} from "./event-window.ts";
import { type OutgoingMessage, OutgoingMessages } from "./outgoing-messages.ts";

/** Rows that a timeline holds unless told otherwise. */
export const TIMELINE_ROWS_MAX = 280;
const PAGE_EVENTS = 50;
const PAGE_EVENTS_MAX = limits.historyEventsMax;
/** A page with fewer messages than this is nearly all joins and leaves: the next one may be larger. */
const MESSAGES_OF_A_FULL_PAGE = 10;
/** Entries before the place that is jumped to. A page always has room for entries after it [P19]. */
const CONTEXT_EVENTS = 20;
const TAIL_EVENTS_MAX = 2_000;
const CHANGE_INTERVAL_MS = 100;

/** Another part of the log, which replaces the one that is held. */
type Jump = "newest" | "around" | "oldest";
type Step = "older" | "newer";
/** A run that grows. Its array stays its own: what a timeline gives away is a copy. */
interface Tail {
  readonly first: number;
  last: number;
  readonly entries: LogEntry[];
}

/** What a timeline is loading. */
export type Loading = "nothing" | "newest" | "around" | "oldest" | "older" | "newer";

/** How a timeline is made. Everything has a default. */
export interface TimelineOptions {
  /** Rows that it holds at most: a message is one, joins, leaves and changes of the room that follow each other are one. Default 280. */
  rowsMax?: number | undefined;
  /** Whether the reader is at the end, so that new entries push out old ones and not the other way round. Default: always. */
  isAtEnd?: (() => boolean) | undefined;
}

/** What a timeline needs of its client. */
export interface TimelineSource {
  readonly conversationId: string;
  readonly clock: Clock;
  history(range: HistoryRange): Promise<HistoryPage>;
  /** The last seq that was handed on as an event; `undefined` before the conversation is followed. */
  cursor(): number | undefined;
  userId(): string | undefined;
}

/**
 * A window on one conversation: history, live events, edits, deletions and reactions, and the user's own messages on their way, merged. Made by
 * `ShoalClient.timeline`. It holds nothing until something is loaded; then it is kept up to date.
 *
 * Everything that it gives is never changed in place: another state is another object, and an entry that did not change is the same one.
 */
export class Timeline {
  readonly #source: TimelineSource;
  readonly #rowsMax: number;
  readonly #isAtEnd: () => boolean;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  readonly #outgoing: OutgoingMessages;
  readonly #scheduleFlush: () => void;
  #window = emptyWindow();
  #shown = this.#window;
  #isLoaded = false;
  #loading: Loading = "nothing";
  #error: unknown;
  /** The newest live entries. They wait here for the next change event, and for a page that reaches them. */
  #tail: Tail | undefined;
  #isThin = false;
  /** Answers to questions that were asked before a gap or a jump belong to nothing any more. */
  #generation = 0;
  /** Changes that came while a page was on its way: the page may be older than they are. */
  #changesWhileLoading: MessageChange[] = [];
  /** The head of a page that came before its events did: these changes are in the page already. */
  readonly #foldedUpTo = new Map<number, number>();

  /** @internal */
  constructor(source: TimelineSource, { rowsMax = TIMELINE_ROWS_MAX, isAtEnd = () => true }: TimelineOptions = {}) {
    this.#source = source;
    this.#rowsMax = rowsMax;
    this.#isAtEnd = isAtEnd;
    this.#outgoing = new OutgoingMessages(source.conversationId);
    this.#scheduleFlush = coalesced(source.clock, CHANGE_INTERVAL_MS, () => this.flush());
  }

  /** The held entries, ascending by seq, without holes; messages in their present state. */
  get entries(): readonly LogEntry[] {
    return this.#shown.entries;
  }

  /** The user's own messages that are not among `entries` yet, in the order in which they were written. They belong behind the newest entry. */
  get outgoing(): readonly OutgoingMessage[] {
    return this.#outgoing.list;
  }

  /** The held part of the log: its entries, which places it covers, and how far the log goes. */
  get window(): EventWindow {
    return this.#shown;
  }

  /** Whether a part of the log is held. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** The load that is on its way. */
  get loading(): Loading {
    return this.#loading;
  }

  /** Why the last load failed; `undefined` after one that did not. */
  get error(): unknown {
    return this.#error;
  }

  /** Whether there are entries before the held ones. */
  get hasOlder(): boolean {
    return hasOlder(this.#shown);
  }

  /** Whether there are entries after the held ones. */
  get hasNewer(): boolean {
    return hasNewer(this.#shown);
  }

  /**
   * Whether the place right after `seq` is held, or is known to be the end of the log.
   * @example if (!timeline.holdsBehind(message.seq - 1)) await timeline.loadAround(message.seq);
   */
  holdsBehind(seq: number): boolean {
    return holdsBehind(this.#shown, seq);
  }

  /**
   * Calls `listener` after every change, at most ten times a second for live events. The result takes it off again.
   * @example timeline.onChange(() => render(timeline.entries, timeline.outgoing));
   */
  onChange(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /**
   * Loads the end of the log, unless it is held already. `error` tells when that failed.
   * @example
   * await timeline.loadNewest();
   * if (timeline.error !== undefined) showRetry();
   */
  async loadNewest(entriesWanted = PAGE_EVENTS): Promise<void> {
    if (this.#isLoaded && !this.hasNewer) return;
    await this.#jump("newest", { limit: clamp(entriesWanted, PAGE_EVENTS, PAGE_EVENTS_MAX) });
  }

  /**
   * Loads the part around a place, unless the place is held already.
   * @example await timeline.loadAround(searchResult.message.seq);
   */
  async loadAround(seq: number): Promise<void> {
    if (this.#isLoaded && this.holdsBehind(seq - 1)) return;
    await this.#jump("around", { after: Math.max(0, seq - 1 - CONTEXT_EVENTS), limit: PAGE_EVENTS_MAX });
  }

  /**
   * Loads the beginning of the log, unless it is held already.
   * @example await timeline.loadOldest();
   */
  async loadOldest(): Promise<void> {
    if (this.hasOlder) await this.#jump("oldest", { after: this.#window.floor, limit: PAGE_EVENTS_MAX });
  }

  /**
   * Loads a page before the held ones. `isWaiting`: the reader is at the edge, so that loading more is worth its time.
   * @example if (list.scrollTop < 200 && timeline.hasOlder) await timeline.loadOlder();
   */
  async loadOlder(isWaiting = false): Promise<void> {
    const before = this.#window.places?.first;
    if (before !== undefined && this.hasOlder) await this.#step("older", { before, limit: this.#pageEvents(isWaiting) });
  }

  /**
   * Loads a page after the held ones. `isWaiting` as with `loadOlder`.
   * @example if (timeline.hasNewer) await timeline.loadNewer();
   */
  async loadNewer(isWaiting = false): Promise<void> {
    const after = this.#window.places?.last;
    if (after !== undefined && this.hasNewer) await this.#step("newer", { after, limit: this.#pageEvents(isWaiting) });
  }

  /**
   * Forgets `error`.
   * @example
   * timeline.clearError();
   * await timeline.loadNewest();
   */
  clearError(): void {
    this.#error = undefined;
    this.#publish();
  }

  /**
   * Shows what has arrived, without waiting for the next change event.
   * @example
   * timeline.flush();
   * render(timeline.entries);
   */
  flush(): void {
    this.#takeTail();
    this.#publish();
  }

  /**
   * Stops. It changes no more.
   * @example timeline.close();
   */
  close(): void {
    this.#generation += 1;
    this.#listeners.clear();
    for (const stop of this.#stops) stop();
  }

  /** @internal */
  onClose(stop: () => void): void {
    this.#stops.push(stop);
  }

  /** A live event. They come once each and in order. @internal */
  receive(event: ReceivedEvent): void {
    if (this.#tail !== undefined && event.seq !== this.#tail.last + 1) this.#tail = undefined;
    this.#tail ??= { first: event.seq, last: event.seq, entries: [] };
    this.#tail.last = event.seq;
    if (isLogEntry(event)) this.#tail.entries.push(event);
    if (this.#tail.entries.length > TAIL_EVENTS_MAX) this.#tail = newerHalf(this.#tail);
    if (event.type !== "unknown" && isMessageChange(event)) this.#change(event);
    this.#scheduleFlush();
  }

  /** Live delivery skipped something [P17]. A reader further back keeps their place. @internal */
  skip(gap: Gap): void {
    this.#tail = undefined;
    if (gap.reason === "far" && !this.#isAtEnd()) {
      this.#window = merge(this.#window, undefined, { head: gap.after });
    } else {
      this.#generation += 1;
      this.#window = emptyWindow(gap.after);
      this.#isLoaded = false;
      this.#endLoading();
    }
    this.#publish();
  }

  /** Nothing up to there is kept any more. @internal */
  trim(floor: number): void {
    this.#takeTail();
    const { places } = this.#window;
    this.#window = merge(this.#window, undefined, { floor });
    if (places !== undefined && this.#window.places === undefined) {
      // Nothing is held now: what was asked for belongs to nothing.
      this.#generation += 1;
      this.#isLoaded = false;
      this.#endLoading();
    }
    this.#publish();
  }

  /** @internal */
  updateOutbox(outbox: readonly OutboxEntry[]): void {
    this.#outgoing.update(outbox);
    this.#publish();
  }

  /** @internal */
  sent(sent: Sent): void {
    this.#outgoing.sent(sent);
    this.#publish();
  }

  #takeTail(): void {
    if (!this.#isLoaded || this.#tail === undefined) return;
    const grown = merge(this.#window, { ...this.#tail, entries: [...this.#tail.entries] });
    if (!hasNewer(grown)) this.#tail = undefined;
    this.#window = this.#isAtEnd() ? keepNewest(grown, this.#rowsMax) : keepOldest(grown, this.#rowsMax);
  }

  #change(change: MessageChange): void {
    const userId = this.#source.userId();
    if (this.#tail !== undefined) this.#tail = withMessageChange(this.#tail, change, userId);
    if (this.#loading !== "nothing") this.#changesWhileLoading.push(change);
    this.#window = withMessageChange(this.#window, change, userId, (seq) => this.#foldedUpTo.get(seq) ?? 0);
  }

  #pageEvents(isWaiting: boolean): number {
    return isWaiting || this.#isThin ? PAGE_EVENTS_MAX : PAGE_EVENTS;
  }

  /** Does not wait for a running load: it belongs to the part that the reader leaves. */
  async #jump(where: Jump, range: HistoryRange): Promise<void> {
    if (this.#loading === where && where !== "around") return;
    this.#generation += 1;
    await this.#load(where, range);
  }

  async #step(where: Step, range: HistoryRange): Promise<void> {
    if (this.#loading === "nothing") await this.#load(where, range);
  }

  async #load(what: Jump | Step, range: HistoryRange): Promise<void> {
    const generation = this.#generation;
    this.#loading = what;
    this.#changesWhileLoading = [];
    this.#publish();
    try {
      const page = await this.#source.history({ ...range, changes: false });
      if (generation === this.#generation) this.#take(what, page);
    } catch (error) {
      if (generation === this.#generation) this.#error = error;
    } finally {
      if (generation === this.#generation) {
        this.#endLoading();
        this.flush();
      }
    }
  }

  #take(what: Jump | Step, page: HistoryPage): void {
    this.#error = undefined;
    this.#isLoaded = true;
    this.#isThin = page.events.filter((event) => event.type === "message").length < MESSAGES_OF_A_FULL_PAGE;
    const held = this.#window;
    const grown = merge(isJump(what) ? { ...emptyWindow(held.head), floor: held.floor } : held, this.#presentRun(page), page);
    this.#window = what === "older" ? keepOldest(grown, this.#rowsMax) : keepNewest(grown, this.#rowsMax);
  }

  /** The page's entries as they are now: its head may lie before or behind what was received. */
  #presentRun(page: HistoryPage): Run | undefined {
    let run = runOf(page);
    for (const change of this.#changesWhileLoading) {
      if (run !== undefined && change.seq > page.head) run = withMessageChange(run, change, this.#source.userId());
    }
    const cursor = this.#source.cursor() ?? 0;
    if ([...this.#foldedUpTo.values()].every((head) => head <= cursor)) this.#foldedUpTo.clear();
    if (page.head > cursor) for (const { seq } of run?.entries ?? []) this.#foldedUpTo.set(seq, page.head);
    return run;
  }

  #endLoading(): void {
    this.#loading = "nothing";
    this.#changesWhileLoading = [];
  }

  #publish(): void {
    this.#shown = this.#window;
    this.#settleOutgoing();
    for (const listener of [...this.#listeners]) listener();
  }

  /** An own message is shown once: by its entry, as soon as that is held. */
  #settleOutgoing(): void {
    const { entries, places } = this.#shown;
    const shownIds = new Set<string>();
    for (const entry of this.#outgoing.isEmpty ? [] : entries) {
      if (entry.type === "message" && entry.by.id === this.#source.userId()) shownIds.add(entry.clientMessageId);
    }
    this.#outgoing.settle(({ seq, clientMessageId }) => {
      if (seq !== undefined && (!this.#isLoaded || this.hasNewer || seq <= (places?.last ?? 0))) return true;
      return shownIds.has(clientMessageId);
    });
  }
}

function isJump(loading: string): loading is Jump {
  return loading === "newest" || loading === "around" || loading === "oldest";
}

function newerHalf({ last, entries }: Tail): Tail | undefined {
  const newer = entries.slice(TAIL_EVENTS_MAX / 2);
  const [first] = newer;
  return first && { first: first.seq, last, entries: newer };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
