import type { LogAppend, LogKind } from "../../../storage.ts";
import { FeedFollower, type ReadEvents } from "../feed-follower.ts";
import { FEED_IDS_PER_READ_MAX, type FeedRow } from "../feed-row.ts";
import type { Growth } from "../news.ts";

const LANES = 3;

type NewRow = Partial<Pick<FeedRow, "logKind" | "count" | "userId" | "sessionId">> & { readonly kind?: string };

/** The feed of a database in memory, which commits at once, and a node that follows it. */
export class FakeFeed implements Disposable {
  readonly follower: FeedFollower;
  /** What the node was told, in order: `log after+count`, `session id`, `settings`, `gap`, and notices. */
  readonly told: string[] = [];
  readCount = 0;
  /** While true, Postgres cannot be reached. */
  isAway = false;
  epoch = "one";
  /** What happens between a reading of the feed and one of the events that it names. */
  beforeEventsAreRead: (() => void) | undefined;
  readonly #rows: FeedRow[] = [];
  readonly #tops = Array.from({ length: LANES }, () => 0);
  readonly #heads = new Map<string, number>();

  constructor({ follows = () => true }: { readonly follows?: (logId: string) => boolean } = {}) {
    this.follower = new FeedFollower({
      follows,
      epoch: "one",
      onOtherPast: (reason) => this.told.push(`end: ${reason}`),
      readFeed: async (cursors) => this.#read(cursors),
      readEvents: async (growths) => this.#readEvents(growths),
      onAppends: (appends) => this.told.push(...appends.map(({ logId, after, events }) => `${logId} ${after}+${events.length}`)),
      onSessionEnded: (_userId, sessionId) => this.told.push(`session ${sessionId}`),
      onOtherSettings: () => this.told.push("settings"),
      onGap: () => this.told.push("gap"),
      onNotice: (notice) => this.told.push(notice),
    });
  }

  /** A commit of another node, or of this one; returns it as its node knows it. */
  commit(lane: number, logId: string, { kind = "log", logKind = "room", count = 1, userId = null, sessionId = "" }: NewRow = {}) {
    const feedId = (this.#tops[lane] ?? 0) + 1;
    const seen = lane === 0 ? feedId - 1 : (this.#tops[0] ?? 0);
    this.#tops[lane] = feedId;
    const after = this.#heads.get(logId) ?? 0;
    this.#heads.set(logId, after + count);
    const row = {
      lane,
      top: feedId,
      id: feedId,
      seen,
      kind,
      logId,
      logKind,
      after,
      count,
      messageCount: count,
      sessionId,
      userId,
    };
    this.#rows.push(row as FeedRow);
    return { lane, feedId, seen, appends: [appendOf({ logId, kind: logKind, after, count, messageCount: count })] };
  }

  /** To a state of before, as a standby has it that was behind. */
  goBack(lane: number, top: number): void {
    this.#tops[lane] = top;
    for (const row of this.#rows.filter((each) => each.lane === lane && (each.id ?? 0) > top))
      this.#rows.splice(this.#rows.indexOf(row), 1);
  }

  /** What is not kept any longer. */
  forget(): void {
    this.#rows.length = 0;
  }

  [Symbol.dispose](): void {
    this.follower.close();
  }

  #read(cursors: readonly number[]): FeedRow[] {
    this.readCount += 1;
    if (this.isAway) throw new Error("the connection was lost");
    const isStart = cursors.length === 0;
    return this.#tops.flatMap((top, lane) => {
      const from = cursors[lane] ?? 0;
      const news = this.#rows.filter((row) => row.lane === lane && isWithin(row.id ?? 0, from) && !isStart);
      const epoch = lane === 0 ? this.epoch : null;
      return news.length > 0
        ? news.map((row) => ({ ...row, top, epoch }))
        : [{ ...nothing, lane, top, epoch } as unknown as FeedRow];
    });
  }

  #readEvents(growths: readonly Growth[]): ReadEvents {
    this.beforeEventsAreRead?.();
    return { appends: growths.map(appendOf), feedId: this.#tops[0] ?? 0 };
  }
}

const nothing = { id: null, seen: null, kind: null, logId: null, logKind: null };

function isWithin(id: number, from: number): boolean {
  return id > from && id <= from + FEED_IDS_PER_READ_MAX;
}

function appendOf({ logId, kind, after, count, messageCount }: Growth): LogAppend {
  const events = Array.from({ length: count }, (_, index) => ({ seq: after + index + 1 })) as unknown as LogAppend["events"];
  return { logId, kind: kind as LogKind, after, messageCount, events };
}
