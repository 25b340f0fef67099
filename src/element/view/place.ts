import type { Loading } from "../../client/index.ts";
import type { Row } from "../../web/messages/rows.ts";
import type { ScrollAnchor } from "../../web/messages/scroll-anchor.ts";
import type { OpenRoom } from "../open-room.ts";

/** The next page is asked for before its place comes into view. */
const LOAD_AHEAD_PX = 600;
/** This close to an edge of the loaded rows, the reader waits for more. */
const EDGE_PX = 4;
/** Rows of a short room are loaded until they fill the view, and not without end. */
const ROWS_WITHOUT_SCROLL_MAX = 140;

const jumps: ReadonlySet<Loading> = new Set<Loading>(["newest", "around", "oldest"]);

/** Where the reader is in the log: keeps it while rows come and go, loads more at the edges, and marks as read what was in view. */
export class Place {
  readonly #room: OpenRoom;
  readonly #anchor: ScrollAnchor;
  #view: HTMLElement | undefined;
  #list: HTMLElement | undefined;
  #rows: readonly Row[] = [];
  #isPlaced = false;

  constructor(room: OpenRoom, anchor: ScrollAnchor) {
    this.#room = room;
    this.#anchor = anchor;
  }

  /** Returns how to detach. */
  attach(view: HTMLElement, list: HTMLElement): () => void {
    [this.#view, this.#list] = [view, list];
    this.#anchor.attach(view, list);
    // Late pictures, an opening keyboard: anything that changes a height.
    const observer = new ResizeObserver(() => this.#anchor.restore());
    observer.observe(view);
    observer.observe(list);
    return () => observer.disconnect();
  }

  /** The list is about to change. */
  beforeRender(): void {
    this.#anchor.noteIfMoved(this.#room.timeline.hasNewer);
    if (this.#isPlaced && !this.#room.isFollowing) this.#anchor.hold();
  }

  /** The list has changed. */
  afterRender(rows: readonly Row[]): void {
    this.#rows = rows;
    const { timeline } = this.#room;
    if (!timeline.isLoaded) {
      this.#isPlaced = false;
      return;
    }
    if (this.#room.isFollowing && !timeline.hasNewer) this.#anchor.isAtEnd = true;
    this.#anchor.restore();
    if (!this.#isPlaced) {
      this.#isPlaced = true;
      this.#showUnreadLine();
    }
    this.#look();
    this.#markSeen();
  }

  scrolled(): void {
    if (!this.#anchor.hasMoved) return;
    if (!this.#anchor.isReadersMove) {
      this.#anchor.restore();
      return;
    }
    this.#anchor.note(this.#room.timeline.hasNewer);
    this.#markSeen();
    this.#look();
  }

  goToEnd(): void {
    if (!this.#room.timeline.hasNewer) this.#anchor.followEnd();
    this.#room.goToNewest();
  }

  /** A reader who was away begins where they stopped, if that is further up than the view is high. */
  #showUnreadLine(): void {
    const [view, line] = [this.#view, this.#list?.querySelector<HTMLElement>(".unread-line")];
    if (view === undefined || !line) return;
    if (line.getBoundingClientRect().top < view.getBoundingClientRect().top) {
      view.scrollTop = line.offsetTop - view.clientHeight / 4;
    }
    this.#anchor.note(this.#room.timeline.hasNewer);
  }

  /** Is the reader at the end, and is more needed? */
  #look(): void {
    const view = this.#view;
    const { timeline } = this.#room;
    // What is shown during a jump is what the reader leaves.
    if (view === undefined || !timeline.isLoaded || !this.#isPlaced || jumps.has(timeline.loading)) return;
    const wasFollowing = this.#room.isFollowing;
    this.#room.isFollowing = this.#anchor.isAtEnd;
    if (wasFollowing !== this.#room.isFollowing) this.#room.placeChanged();
    if (timeline.loading !== "nothing" || timeline.error !== undefined) return;
    const below = view.scrollHeight - view.clientHeight - view.scrollTop;
    const isScrollable = view.scrollHeight > view.clientHeight;
    if (timeline.hasNewer && below < LOAD_AHEAD_PX) void timeline.loadNewer(below < EDGE_PX);
    else if (
      timeline.hasOlder &&
      view.scrollTop < LOAD_AHEAD_PX &&
      (isScrollable || this.#rows.length < ROWS_WITHOUT_SCROLL_MAX)
    ) {
      void timeline.loadOlder(view.scrollTop < EDGE_PX);
    }
  }

  /** Rows that were in view are read, also on the way to the end. */
  #markSeen(): void {
    if (!this.#isPlaced) return;
    const seen = this.#rows.slice(0, this.#anchor.rowsSeen());
    const last = seen.findLast((row) => row.kind === "message" && row.message.seq !== undefined);
    if (last?.kind === "message") this.#room.markSeen(last.message.seq ?? 0);
  }
}
