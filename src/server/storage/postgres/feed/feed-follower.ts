import type { LogAppend } from "../../storage.ts";
import type { FeedRow } from "./feed-row.ts";
import { expectSamePast, FeedGap, type Growth, mergeAppends, type News, newsOf, OtherPast } from "./news.ts";

/** Without a hint the feed is read this often. */
const POLL_MS = 500;
/** After a failure. */
const RETRY_MS = 250;
/** Without a reading for so long, what this node knows of memberships may be old. */
const CURRENT_MS_MAX = 3_000;
/** After that, what waited in the connections of a node that stood still is read: it was sent long ago, and again elsewhere. */
const SETTLE_MS = 1_000;
/** So often are events read again that are newer than lane 0 as it was followed. */
const READS_MAX = 5;

export interface ReadEvents {
  readonly appends: readonly LogAppend[];
  /** Where lane 0 stood when they were read. */
  readonly feedId: number;
}

interface FeedFollowerOptions {
  /** Of the database, when this node began. */
  readonly epoch: string;
  /** Rows after the cursors, of one moment. */
  readonly readFeed: (cursors: readonly number[]) => Promise<readonly FeedRow[]>;
  readonly readEvents: (growths: readonly Growth[]) => Promise<ReadEvents>;
  /** Whether this node has to hear of a log: the events of others are not read. */
  readonly follows: (logId: string) => boolean;
  readonly onAppends: (appends: readonly LogAppend[]) => void;
  readonly onSessionEnded: (userId: string, sessionId: string) => void;
  readonly onOtherSettings: () => void;
  /** This node was away for longer than the feed is kept: it goes on from now, and what its clients missed is in the log. */
  readonly onGap: () => void;
  /** Nothing that this node knows of the logs is certain any more. The follower is closed. */
  readonly onOtherPast: (reason: string) => void;
  readonly onNotice: (notice: string) => void;
}

/** What this node committed, with its place in the feed. */
export interface OwnCommit {
  readonly lane: number;
  readonly feedId: number;
  /** Where lane 0 stood. */
  readonly seen: number;
  readonly appends: readonly LogAppend[];
}

/**
 * Follows the feed and tells the node of what was committed, by which node ever: each commit once, in the order of the lanes, and none before the commits of lane 0 that it came after. What this node
 * committed itself is told at once when nothing before it is missing, and is not read again.
 */
export class FeedFollower {
  readonly #options: FeedFollowerOptions;
  #cursors: number[] = [];
  readonly #own = new Map<string, readonly LogAppend[]>();
  readonly #waiting: { readonly feedId: number; readonly resolve: () => void }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReading = false;
  #isHinted = false;
  #isFailing = false;
  #isClosed = false;
  /** As `performance.now()` has it. */
  #readAt = 0;
  #isSettledAt = 0;

  constructor(options: FeedFollowerOptions) {
    this.#options = options;
  }

  /** Begins at the end of the feed. */
  async start(): Promise<void> {
    this.#cursors = endsOf(await this.#options.readFeed([]));
    this.#readAt = performance.now();
    this.#readAfter(POLL_MS);
  }

  /** Whether the feed was read lately: not where the node stood still, nor shortly after, nor where it is cut off from Postgres. */
  get isCurrent(): boolean {
    const now = performance.now();
    return now - this.#readAt < CURRENT_MS_MAX && now >= this.#isSettledAt;
  }

  /** There may be something new. */
  hint(): void {
    if (this.#isReading) this.#isHinted = true;
    else this.#readAfter(0);
  }

  /** The same from another node, which tells where a lane is. */
  hintOf(lane: number, feedId: number): void {
    if (feedId > (this.#cursors[lane] ?? 0)) this.hint();
  }

  committed({ lane, feedId, seen, appends }: OwnCommit): void {
    const cursor = this.#cursors[lane] ?? 0;
    if (feedId <= cursor) return;
    const isNext = !this.#isReading && feedId === cursor + 1 && (lane === 0 || seen <= (this.#cursors[0] ?? 0));
    if (!isNext || this.#isClosed) {
      this.#own.set(`${lane}.${feedId}`, appends);
      this.hint();
      return;
    }
    this.#cursors[lane] = feedId;
    this.#options.onAppends(appends);
    if (lane === 0) this.#release();
  }

  /** When lane 0 was followed to there; undefined when it was already. */
  reached(feedId: number): Promise<void> | undefined {
    if (feedId <= (this.#cursors[0] ?? 0) || this.#isClosed) return undefined;
    this.hint();
    return new Promise((resolve) => {
      this.#waiting.push({ feedId, resolve });
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  #readAfter(delayMs: number): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), delayMs);
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#isHinted = false;
    let delayMs = POLL_MS;
    try {
      const hasMore = await this.#follow();
      this.#noteReading();
      this.#tellHealth(undefined);
      if (hasMore || this.#isHinted) delayMs = 0;
    } catch (error) {
      if (error instanceof OtherPast && !this.#isClosed) this.#end(error);
      else if (error instanceof FeedGap) await this.#startAnew(error);
      else this.#tellHealth(error);
      delayMs = RETRY_MS;
    } finally {
      this.#isReading = false;
      this.#readAfter(delayMs);
    }
  }

  async #follow(): Promise<boolean> {
    for (let reads = 1; ; reads += 1) {
      const rows = await this.#options.readFeed(this.#cursors);
      expectSamePast(rows, this.#cursors, this.#options.epoch);
      const news = newsOf(rows, this.#cursors);
      const read = await this.#appendsOf(rows, news);
      // An event that was read now may show what a member of then may not see: what has changed since is told together with it.
      if (read.feedId > (news.cursors[0] ?? 0) && reads < READS_MAX) continue;
      if (this.#isClosed) return false;
      this.#tell(rows, news, read.appends);
      return news.hasMore;
    }
  }

  async #appendsOf(rows: readonly FeedRow[], { growths, cursors }: News): Promise<ReadEvents> {
    const own = rows.flatMap(({ lane, id }) =>
      id === null || id > (cursors[lane] ?? 0) ? [] : (this.#own.get(`${lane}.${id}`) ?? []),
    );
    const known = new Set(own.map(({ logId, after }) => `${logId}.${after}`));
    const unknown = growths.filter(({ logId, after }) => !known.has(`${logId}.${after}`) && this.#options.follows(logId));
    if (unknown.length === 0) return { appends: uniqueOf(own), feedId: 0 };
    const { appends, feedId } = await this.#options.readEvents(unknown);
    return { appends: [...uniqueOf(own), ...appends], feedId };
  }

  #tell(rows: readonly FeedRow[], { cursors, endedSessions, hasOtherSettings }: News, appends: readonly LogAppend[]): void {
    this.#cursors = [...cursors];
    for (const { lane, id } of rows) if (id !== null && id <= (cursors[lane] ?? 0)) this.#own.delete(`${lane}.${id}`);
    for (const { userId, sessionId } of endedSessions) this.#options.onSessionEnded(userId, sessionId);
    if (hasOtherSettings) this.#options.onOtherSettings();
    const merged = mergeAppends(appends);
    if (merged.length > 0) this.#options.onAppends(merged);
    this.#release();
  }

  #end({ message }: OtherPast): void {
    this.close();
    this.#options.onOtherPast(message);
  }

  async #startAnew(gap: FeedGap): Promise<void> {
    try {
      this.#cursors = endsOf(await this.#options.readFeed([]));
      this.#own.clear();
      this.#options.onNotice(`this node was away for longer than the feed is kept (${gap.message}); its clients connect anew`);
      this.#options.onGap();
      this.#release();
    } catch (error) {
      this.#tellHealth(error);
    }
  }

  #release(): void {
    const reached = this.#cursors[0] ?? 0;
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const waiting = this.#waiting[index];
      if (waiting === undefined || waiting.feedId > reached) continue;
      this.#waiting.splice(index, 1);
      waiting.resolve();
    }
  }

  #noteReading(): void {
    const now = performance.now();
    if (now - this.#readAt >= CURRENT_MS_MAX) this.#isSettledAt = now + SETTLE_MS;
    this.#readAt = now;
  }

  #tellHealth(error: unknown): void {
    if (this.#isClosed || (error !== undefined) === this.#isFailing) return;
    this.#isFailing = error !== undefined;
    this.#options.onNotice(
      error === undefined ? "the feed is followed again" : `the feed cannot be read (${String(error)}); it is tried again`,
    );
  }
}

function endsOf(rows: readonly FeedRow[]): number[] {
  const ends: number[] = [];
  for (const { lane, top } of rows) ends[lane] = top;
  return ends;
}

/** A commit of several logs is found once for each of its rows. */
function uniqueOf(appends: readonly LogAppend[]): LogAppend[] {
  return [...new Set(appends)];
}
