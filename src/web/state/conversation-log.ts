import { batch, computed, signal } from "@preact/signals";
import { type Clock, type Gap, type HistoryPage, type HistoryRange, limits, type ReceivedEvent } from "../../client/index.ts";
import { coalesced } from "./coalesce.ts";
import {
  type EventWindow,
  emptyWindow,
  firstSeq,
  hasNewer,
  hasOlder,
  holdsBehind,
  keepNewest,
  keepOldest,
  lastSeq,
  merge,
} from "./event-window.ts";

/** Rows that the page holds and renders of one conversation. */
export const ROWS_MAX = 280;
const PAGE_EVENTS = 50;
const PAGE_EVENTS_MAX = limits.historyEventsMax;
/** A page with fewer messages than this is nearly all joins and leaves: the next one may be larger. */
const MESSAGES_OF_A_FULL_PAGE = 10;
/** Rows shown before the line "new". A page always has room for rows after it [P19]. */
const UNREAD_CONTEXT_EVENTS = 20;
const TAIL_EVENTS_MAX = 2_000;
const RENDER_INTERVAL_MS = 100;

export type ReadHistory = (range: HistoryRange) => Promise<HistoryPage>;
/** Another part of the log, which replaces the loaded one. */
type Jump = "newest" | "unread" | "oldest";
type Step = "older" | "newer";
export type Loading = "nothing" | Jump | Step;

/** One conversation's log as far as the page holds it, kept up to date by live events and by pages of history. */
export class ConversationLog {
  readonly window = signal<EventWindow>(emptyWindow());
  readonly isLoaded = signal(false);
  readonly loading = signal<Loading>("nothing");
  readonly hasFailed = signal(false);
  /** The reader is at the end of the log: new messages are seen at once. */
  readonly isFollowing = signal(true);
  /** The position of a reader who left the conversation in the middle of the log: the first message in view, and its pixels below the top edge. */
  place: { readonly seq: number; readonly top: number } | undefined;
  /** Messages came while the reader was away: they are followed to only as far as all of them are in view. */
  isHeld = false;
  /** Where the line "new" stands: behind this seq. */
  readonly unreadAfter = signal<number | undefined>(undefined);
  readonly hasOlder = computed(() => hasOlder(this.window.value));
  readonly hasNewer = computed(() => hasNewer(this.window.value));
  readonly isJumping = computed(() => isJump(this.loading.value));
  /** The place of the line "new" is loaded. */
  readonly isUnreadHeld = computed(() => {
    const [window, unreadAfter] = [this.window.value, this.unreadAfter.value];
    return unreadAfter === undefined || unreadAfter >= window.head || holdsBehind(window, unreadAfter);
  });

  readonly #readHistory: ReadHistory;
  readonly #scheduleFlush: () => void;
  /** The newest live events, consecutive. They wait here for the next render, and for a page that reaches them. */
  #tail: ReceivedEvent[] = [];
  #isThin = false;
  /** Answers to questions that were asked before a gap or a jump belong to nothing any more. */
  #generation = 0;

  constructor(readHistory: ReadHistory, clock: Clock) {
    this.#readHistory = readHistory;
    this.#scheduleFlush = coalesced(clock, RENDER_INTERVAL_MS, () => this.flush());
  }

  /** A live event. They come once each and in order. */
  receive(event: ReceivedEvent): void {
    const last = this.#tail.at(-1);
    if (last !== undefined && event.seq !== last.seq + 1) this.#tail = [];
    this.#tail.push(event);
    if (this.#tail.length > TAIL_EVENTS_MAX) this.#tail = this.#tail.slice(TAIL_EVENTS_MAX / 2);
    this.#scheduleFlush();
  }

  /** Shows what has arrived, without waiting for the next render. */
  flush(): void {
    if (!this.isLoaded.value || this.#tail.length === 0) return;
    const grown = merge(this.window.value, this.#tail);
    if (!hasNewer(grown)) this.#tail = [];
    this.window.value = this.isFollowing.value ? keepNewest(grown, ROWS_MAX) : keepOldest(grown, ROWS_MAX);
  }

  /** The reader is away: new messages wait below. */
  hold(): void {
    if (!this.isLoaded.value || !this.isFollowing.value) return;
    this.isHeld = true;
    this.isFollowing.value = false;
  }

  /** Live delivery skipped something [P17]. A reader further back keeps their place. */
  skip(gap: Gap): void {
    this.#tail = [];
    // Where the reading stopped in another past is nowhere in this one.
    if (gap.reason === "replaced") this.unreadAfter.value = undefined;
    if (gap.reason === "far" && !this.isFollowing.value) {
      this.window.value = merge(this.window.value, [], { head: gap.after });
      return;
    }
    this.#forget(gap.after);
  }

  /** Whether that message is shown. */
  has(clientMessageId: string): boolean {
    return this.window.value.events.some((event) => event.type === "message" && event.clientMessageId === clientMessageId);
  }

  /** Loads the end of the log, unless it is held already. */
  async loadNewest(eventsWanted = PAGE_EVENTS): Promise<void> {
    if (this.isLoaded.value && !this.hasNewer.value) return;
    await this.#jump("newest", { limit: clamp(eventsWanted, PAGE_EVENTS, PAGE_EVENTS_MAX) });
  }

  /** Loads the part around the line "new", unless it is loaded already. */
  async loadUnread(): Promise<void> {
    const unreadAfter = this.unreadAfter.value;
    if (unreadAfter === undefined || this.isUnreadHeld.value) return;
    await this.#jump("unread", { after: Math.max(0, unreadAfter - UNREAD_CONTEXT_EVENTS), limit: PAGE_EVENTS_MAX });
  }

  /** Loads the beginning of the log, unless it is held already. */
  async loadOldest(): Promise<void> {
    if (!this.hasOlder.value) return;
    this.isFollowing.value = false;
    await this.#jump("oldest", { after: this.window.value.floor, limit: PAGE_EVENTS_MAX });
  }

  /** `isWaiting`: the reader is at the edge of the loaded part, so that loading more is worth its time. */
  async loadOlder(isWaiting = false): Promise<void> {
    const before = firstSeq(this.window.value);
    if (before !== undefined && this.hasOlder.value) await this.#step("older", { before, limit: this.#pageEvents(isWaiting) });
  }

  /** `isWaiting` as with `loadOlder`. */
  async loadNewer(isWaiting = false): Promise<void> {
    const after = lastSeq(this.window.value);
    if (after !== undefined && this.hasNewer.value) await this.#step("newer", { after, limit: this.#pageEvents(isWaiting) });
  }

  #pageEvents(isWaiting: boolean): number {
    return isWaiting || this.#isThin ? PAGE_EVENTS_MAX : PAGE_EVENTS;
  }

  /** Does not wait for a running load: it belongs to the part that the reader leaves. */
  async #jump(where: Jump, range: HistoryRange): Promise<void> {
    if (this.loading.value === where) return;
    this.#generation += 1;
    await this.#load(where, range);
  }

  async #step(where: Step, range: HistoryRange): Promise<void> {
    if (this.loading.value === "nothing") await this.#load(where, range);
  }

  async #load(what: Jump | Step, range: HistoryRange): Promise<void> {
    const generation = this.#generation;
    this.loading.value = what;
    try {
      const page = await this.#readHistory(range);
      if (generation === this.#generation) this.#take(what, page);
    } catch {
      if (generation === this.#generation) this.hasFailed.value = true;
    } finally {
      if (generation === this.#generation) this.loading.value = "nothing";
    }
  }

  #take(what: Jump | Step, page: HistoryPage): void {
    batch(() => {
      this.hasFailed.value = false;
      this.isLoaded.value = true;
      const held = this.window.value;
      const grown = merge(isJump(what) ? emptyWindow(held.head) : held, page.events, page);
      this.window.value = what === "older" ? keepOldest(grown, ROWS_MAX) : keepNewest(grown, ROWS_MAX);
      this.#isThin = isThin(page);
      this.flush();
    });
  }

  #forget(head: number): void {
    batch(() => {
      this.#generation += 1;
      this.place = undefined;
      this.window.value = emptyWindow(head);
      this.isLoaded.value = false;
      this.loading.value = "nothing";
    });
  }
}

function isJump(loading: Loading): loading is Jump {
  return loading === "newest" || loading === "unread" || loading === "oldest";
}

function isThin(page: HistoryPage): boolean {
  return page.events.filter((event) => event.type === "message").length < MESSAGES_OF_A_FULL_PAGE;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
