import { batch, computed, signal } from "@preact/signals";
import type { Clock, ConversationEvent, Gap, HistoryPage, HistoryRange } from "../../client/index.ts";
import { coalesced } from "./coalesce.ts";
import {
  type EventWindow,
  emptyWindow,
  firstSeq,
  hasNewer,
  hasOlder,
  keepNewest,
  keepOldest,
  lastSeq,
  merge,
} from "./event-window.ts";

/** Rows that the page holds and renders of one conversation. */
export const ROWS_MAX = 280;
const PAGE_EVENTS = 50;
const PAGE_EVENTS_MAX = 200;
/** A page with fewer messages than this is nearly all joins and leaves: the next one may be larger. */
const MESSAGES_OF_A_FULL_PAGE = 10;
const TAIL_EVENTS_MAX = 2_000;
const RENDER_INTERVAL_MS = 100;

export type ReadHistory = (range: HistoryRange) => Promise<HistoryPage>;
export type Loading = "nothing" | "newest" | "older" | "newer";

/** One conversation's log as far as the page holds it, kept up to date by live events and by pages of history. */
export class ConversationLog {
  readonly window = signal<EventWindow>(emptyWindow());
  readonly isLoaded = signal(false);
  readonly loading = signal<Loading>("nothing");
  readonly hasFailed = signal(false);
  /** The reader is at the end of the log: what comes next is seen at once. */
  readonly isFollowing = signal(true);
  /** Where the line "new" stands: behind this seq. */
  readonly unreadAfter = signal<number | undefined>(undefined);
  readonly hasOlder = computed(() => hasOlder(this.window.value));
  readonly hasNewer = computed(() => hasNewer(this.window.value));

  readonly #readHistory: ReadHistory;
  readonly #scheduleFlush: () => void;
  /** The newest live events, consecutive. They wait here for the next render, and for a page that reaches them. */
  #tail: ConversationEvent[] = [];
  #pageEvents = PAGE_EVENTS;
  /** Answers to questions that were asked before a gap belong to nothing any more. */
  #generation = 0;

  constructor(readHistory: ReadHistory, clock: Clock) {
    this.#readHistory = readHistory;
    this.#scheduleFlush = coalesced(clock, RENDER_INTERVAL_MS, () => this.#flush());
  }

  /** A live event. They come once each and in order. */
  receive(event: ConversationEvent): void {
    const last = this.#tail.at(-1);
    if (last !== undefined && event.seq !== last.seq + 1) this.#tail = [];
    this.#tail.push(event);
    if (this.#tail.length > TAIL_EVENTS_MAX) this.#tail = this.#tail.slice(TAIL_EVENTS_MAX / 2);
    this.#scheduleFlush();
  }

  /** Live delivery skipped something [P17]. Whoever reads further back keeps their place. */
  skip(gap: Gap): void {
    this.#tail = [];
    if (gap.reason === "far" && !this.isFollowing.value) {
      this.window.value = merge(this.window.value, [], { head: gap.after });
      return;
    }
    this.#forget(gap.after);
  }

  /** Whether that message is among what is shown. */
  has(clientMessageId: string): boolean {
    return this.window.value.events.some((event) => event.type === "message" && event.clientMessageId === clientMessageId);
  }

  /** Loads the end of the log, unless it is held already. */
  async loadNewest(eventsWanted = PAGE_EVENTS): Promise<void> {
    if (this.isLoaded.value && !this.hasNewer.value) return;
    if (this.isLoaded.value) this.#forget(this.window.value.head);
    await this.#load("newest", { limit: clamp(eventsWanted, PAGE_EVENTS, PAGE_EVENTS_MAX) });
  }

  async loadOlder(): Promise<void> {
    const before = firstSeq(this.window.value);
    if (before !== undefined && this.hasOlder.value) await this.#load("older", { before, limit: this.#pageEvents });
  }

  async loadNewer(): Promise<void> {
    const after = lastSeq(this.window.value);
    if (after !== undefined && this.hasNewer.value) await this.#load("newer", { after, limit: PAGE_EVENTS });
  }

  async #load(what: Exclude<Loading, "nothing">, range: HistoryRange): Promise<void> {
    if (this.loading.value !== "nothing") return;
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

  #take(what: Exclude<Loading, "nothing">, page: HistoryPage): void {
    batch(() => {
      this.hasFailed.value = false;
      this.isLoaded.value = true;
      const grown = merge(this.window.value, page.events, page);
      this.window.value = what === "older" ? keepOldest(grown, ROWS_MAX) : keepNewest(grown, ROWS_MAX);
      if (what === "older") this.#pageEvents = isThin(page) ? PAGE_EVENTS_MAX : PAGE_EVENTS;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.isLoaded.value || this.#tail.length === 0) return;
    const grown = merge(this.window.value, this.#tail);
    if (!hasNewer(grown)) this.#tail = [];
    this.window.value = this.isFollowing.value ? keepNewest(grown, ROWS_MAX) : keepOldest(grown, ROWS_MAX);
  }

  #forget(head: number): void {
    batch(() => {
      this.#generation += 1;
      this.window.value = emptyWindow(head);
      this.isLoaded.value = false;
      this.loading.value = "nothing";
    });
  }
}

function isThin(page: HistoryPage): boolean {
  return page.events.filter((event) => event.type === "message").length < MESSAGES_OF_A_FULL_PAGE;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
