import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { EventWindow, Loading, OutgoingMessage, Timeline, TimelineOptions } from "../../client/index.ts";
import type { Found } from "./navigation.ts";
import { entriesNow, type PeopleNow } from "./people-now.ts";

/** Rows that the page holds and renders of one conversation. */
export const ROWS_MAX = 280;

/** The first message in view, and its pixels below the top edge. */
export interface Place {
  readonly seq: number;
  readonly top: number;
}

/** A timeline as signals, and where its reader is in it. */
export class ConversationLog {
  /** Everyone in it is called as they are now. */
  readonly window: ReadonlySignal<EventWindow>;
  /** The user's own messages that are not in the window yet. */
  readonly outgoing = signal<readonly OutgoingMessage[]>([]);
  readonly isLoaded = signal(false);
  /** It shows what was kept of an earlier visit, until the server's answer is there. */
  readonly isKept = signal(false);
  readonly loading = signal<Loading>("nothing");
  readonly hasFailed = signal(false);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  /** The reader is at the end of the log: new messages are seen at once. */
  readonly isFollowing = signal(true);
  /** The position of a reader who left the conversation in the middle of the log. */
  place: Place | undefined;
  /** Where the first load begins: around the place that was kept over a reload. */
  #startSeq: number | undefined;
  /** Messages came while the reader was away: they are followed to only as far as all of them are in view. */
  isHeld = false;
  /** Where the line "new" stands: behind this seq. */
  readonly unreadAfter = signal<number | undefined>(undefined);
  /** The message that the reader goes to, until it is in view. */
  readonly goal = signal<number | undefined>(undefined);
  /** What was found in the message that they went to last. */
  readonly found = signal<(Found & { readonly seq: number }) | undefined>(undefined);
  /** The message that they went to: it stands out. */
  readonly markedSeq = signal<number | undefined>(undefined);
  readonly isJumping = computed(() => isJump(this.loading.value));
  /** The place of the line "new" is loaded. */
  readonly isUnreadHeld = computed(() => {
    const [{ head }, unreadAfter] = [this.window.value, this.unreadAfter.value];
    return unreadAfter === undefined || unreadAfter >= head || this.timeline.holdsBehind(unreadAfter);
  });
  readonly timeline: Timeline;
  #kept: EventWindow | undefined;

  readonly #held = signal<EventWindow>({ entries: [], places: undefined, floor: 0, head: 0 });

  constructor(
    open: (options: TimelineOptions) => Timeline,
    people: ReadonlySignal<PeopleNow> = signal(new Map()),
    kept?: EventWindow,
  ) {
    this.#kept = kept;
    this.window = computed(() => {
      const held = this.#held.value;
      const entries = entriesNow(held.entries, people.value);
      return entries === held.entries ? held : { ...held, entries };
    });
    this.timeline = open({ rowsMax: ROWS_MAX, isAtEnd: () => this.isFollowing.peek() });
    this.timeline.onChange(() => this.#update());
    this.#update();
  }

  /** Begins where the reader was before a reload. */
  startAt(place: Place): void {
    this.place = place;
    this.#startSeq = place.seq;
    this.isFollowing.value = false;
  }

  /** Shows what has arrived, without waiting for the next render. */
  flush(): void {
    this.timeline.flush();
  }

  /** Goes to a message, wherever it is. */
  goTo(seq: number, found?: Found): void {
    batch(() => {
      this.found.value = found && { ...found, seq };
      this.isHeld = false;
      this.isFollowing.value = false;
      this.goal.value = seq;
    });
  }

  /** The reader is there; or the message is no more. */
  arrive(seq: number | undefined): void {
    batch(() => {
      this.goal.value = undefined;
      this.markedSeq.value = seq;
    });
  }

  async loadGoal(): Promise<void> {
    if (this.goal.value !== undefined) await this.timeline.loadAround(this.goal.value);
  }

  /** The reader is away: new messages wait below. */
  hold(): void {
    if (!this.isLoaded.value || !this.isFollowing.value) return;
    this.isHeld = true;
    this.isFollowing.value = false;
  }

  /** The page loads what it needs again. */
  tryAgain(): void {
    this.timeline.clearError();
  }

  /** The past is another one: where the reading stopped is nowhere in it. */
  forgetPlaces(): void {
    this.unreadAfter.value = undefined;
    this.#startSeq = undefined;
    this.#kept = undefined;
    this.#update();
  }

  /** Loads the end of the log, or the part where the reader was. */
  async loadFirst(eventsWanted: number): Promise<void> {
    const seq = this.#startSeq;
    this.#startSeq = undefined;
    if (seq === undefined) await this.timeline.loadNewest(eventsWanted);
    else await this.timeline.loadAround(seq);
  }

  /** Loads the end of the log, unless it is held already. */
  async loadNewest(eventsWanted?: number): Promise<void> {
    await this.timeline.loadNewest(eventsWanted);
  }

  /** Loads the part around the line "new", unless it is loaded already. */
  async loadUnread(): Promise<void> {
    const unreadAfter = this.unreadAfter.value;
    if (unreadAfter !== undefined && !this.isUnreadHeld.value) await this.timeline.loadAround(unreadAfter + 1);
  }

  /** Loads the beginning of the log, unless it is held already. */
  async loadOldest(): Promise<void> {
    if (!this.hasOlder.value) return;
    this.isFollowing.value = false;
    await this.timeline.loadOldest();
  }

  async loadOlder(isWaiting = false): Promise<void> {
    await this.timeline.loadOlder(isWaiting);
  }

  async loadNewer(isWaiting = false): Promise<void> {
    await this.timeline.loadNewer(isWaiting);
  }

  #update(): void {
    const { timeline } = this;
    if (timeline.isLoaded) this.#kept = undefined;
    const kept = this.#kept;
    const isLoaded = timeline.isLoaded || kept !== undefined;
    batch(() => {
      // Another part, or none: the reader's place in the one before is gone.
      if (this.isLoaded.peek() && !isLoaded) this.place = undefined;
      this.#held.value = kept ?? timeline.window;
      this.outgoing.value = kept === undefined ? timeline.outgoing : withoutThoseOf(kept, timeline.outgoing);
      this.isLoaded.value = isLoaded;
      this.isKept.value = kept !== undefined;
      this.loading.value = timeline.loading;
      this.hasFailed.value = timeline.error !== undefined;
      this.hasOlder.value = timeline.hasOlder || (kept?.places?.first ?? 1) > 1;
      this.hasNewer.value = timeline.hasNewer;
    });
  }
}

/** Acknowledged, and not known to be: the log has it already. */
function withoutThoseOf({ entries }: EventWindow, outgoing: readonly OutgoingMessage[]): readonly OutgoingMessage[] {
  const ids = new Set(entries.map((entry) => (entry.type === "message" ? entry.clientMessageId : undefined)));
  return outgoing.filter(({ clientMessageId }) => !ids.has(clientMessageId));
}

function isJump(loading: Loading): boolean {
  return loading === "newest" || loading === "around" || loading === "oldest";
}
