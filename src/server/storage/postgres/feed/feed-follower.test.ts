import { afterEach, expect, test } from "bun:test";
import { eventually } from "../../../../../test/support/eventually.ts";
import { SeededRandom } from "../../../../../test/support/random.ts";
import type { LogEvent } from "../../../../protocol/events.ts";
import type { LogAppend } from "../../storage.ts";
import { FeedFollower } from "./feed-follower.ts";
import type { FeedRow } from "./feed-row.ts";

const LANES = 3;

interface Commit {
  readonly lane: number;
  readonly id: number;
  readonly seen: number;
  readonly logId: string;
  readonly after: number;
}

/** A feed in memory: what commits leave in it, and what a node reads of it. */
class FakeFeed {
  readonly commits: Commit[] = [];
  readonly ends = Array.from({ length: LANES }, () => 0);
  readonly #heads = new Map<string, number>();
  keptFrom = 0;
  isDown = false;

  commit(lane: number, logId: string): Commit {
    const id = (this.ends[lane] ?? 0) + 1;
    const seen = this.ends[0] ?? 0;
    const after = this.#heads.get(logId) ?? 0;
    this.ends[lane] = id;
    this.#heads.set(logId, after + 1);
    const commit = { lane, id, seen, logId, after };
    this.commits.push(commit);
    return commit;
  }

  async read(cursors: readonly number[]): Promise<FeedRow[]> {
    const rows = this.ends.flatMap((top, lane) => {
      const news = this.commits.slice(this.keptFrom).filter((each) => each.lane === lane && each.id > (cursors[lane] ?? top));
      return news.length === 0 ? [rowOf({ lane, top })] : news.map((each) => rowOf({ ...each, top }));
    });
    await Bun.sleep(Math.random() * 3);
    if (this.isDown) throw new Error("no connection");
    return rows;
  }
}

function rowOf(given: Partial<FeedRow> & { lane: number; top: number }): FeedRow {
  const nothing = {
    id: null,
    seen: 0,
    kind: "log",
    logId: "",
    logKind: "room",
    after: 0,
    sessionId: "",
    userId: null,
    epoch: null,
  } as const;
  return { ...nothing, count: 1, messageCount: 0, ...given };
}

function appendOf({ logId, after }: { logId: string; after: number }): LogAppend {
  const event = { seq: after + 1, type: "leave", at: 0, by: { id: "u", nickname: "u" } } as LogEvent;
  return { logId, kind: "room", after, messageCount: 0, events: [event] };
}

let followers: FeedFollower[] = [];
afterEach(() => {
  for (const follower of followers) follower.close();
  followers = [];
});

async function follow(feed: FakeFeed, more: Partial<ConstructorParameters<typeof FeedFollower>[0]> = {}) {
  const told: string[] = [];
  const notices: string[] = [];
  const follower = new FeedFollower({
    epoch: "",
    onOtherPast: () => {},
    readFeed: (cursors) => feed.read(cursors),
    readEvents: async (growths) => ({ appends: growths.map(appendOf), feedId: feed.ends[0] ?? 0 }),
    follows: () => true,
    onAppends: (appends) => told.push(...appends.flatMap(({ logId, events }) => events.map(({ seq }) => `${logId}.${seq}`))),
    onSessionEnded: () => {},
    onOtherSettings: () => {},
    onGap: () => told.push("gap"),
    onNotice: (notice) => notices.push(notice),
    ...more,
  });
  followers.push(follower);
  await follower.start();
  return { follower, told, notices };
}

test("every commit is told once, in the order of its log, whoever made it, and after what it came after", async () => {
  const { seed, next: random } = new SeededRandom();
  process.stdout.write(`SEED=${seed}\n`);
  const feed = new FakeFeed();
  const { follower, told } = await follow(feed, {
    readEvents: async (growths) => {
      await Bun.sleep(random() * 2);
      return { appends: growths.map(appendOf), feedId: feed.ends[0] ?? 0 };
    },
  });
  const own: Promise<void>[] = [];
  for (let count = 0; count < 400; count += 1) {
    const lane = Math.floor(random() * LANES);
    const commit = feed.commit(lane, lane === 0 ? `r${Math.floor(random() * 4)}` : `r${lane}`);
    if (random() < 0.5) {
      // The answer to one's own commit comes when it comes, but in the order of its lane.
      const before = own.at(-1);
      own.push(
        Bun.sleep(random() * 2).then(async () => {
          await before;
          follower.committed({ ...commit, feedId: commit.id, appends: [appendOf(commit)] });
        }),
      );
    } else if (random() < 0.3) follower.hintOf(lane, commit.id);
    if (random() < 0.2) await Bun.sleep(random() * 4);
  }
  await Promise.all(own);
  await eventually(() => expect(told.length).toBeGreaterThanOrEqual(400), 5_000);
  expect(told.length).toBe(400);
  expect(new Set(told).size).toBe(400);
  const placeOf = new Map(told.map((each, place) => [each, place]));
  for (const commit of feed.commits.filter(({ lane }) => lane > 0)) {
    const earlier = feed.commits.filter(({ lane, id }) => lane === 0 && id <= commit.seen);
    for (const { logId, after } of earlier.slice(-3)) {
      if (logId === commit.logId)
        expect(placeOf.get(`${logId}.${after + 1}`)).toBeLessThan(placeOf.get(`${commit.logId}.${commit.after + 1}`) ?? 0);
    }
  }
});

test("without any hint the feed is read all the same", async () => {
  const feed = new FakeFeed();
  const { told } = await follow(feed);
  feed.commit(1, "r1");
  await eventually(() => expect(told).toEqual(["r1.1"]));
});

test("a hint is not believed: it makes the node read, and nothing else", async () => {
  const feed = new FakeFeed();
  const { follower, told } = await follow(feed);
  follower.hintOf(1, 99);
  follower.hintOf(7, 1);
  feed.commit(1, "r1");
  await eventually(() => expect(told).toEqual(["r1.1"]));
});

test("what waits for lane 0 is answered when it was followed to there", async () => {
  const feed = new FakeFeed();
  const { follower, told } = await follow(feed);
  expect(follower.reached(0)).toBeUndefined();
  const { id } = feed.commit(0, "r0");
  await follower.reached(id);
  expect(told).toEqual(["r0.1"]);
});

test("a node that was away longer than the feed is kept says so once, and goes on from there", async () => {
  const feed = new FakeFeed();
  const { follower, told, notices } = await follow(feed);
  expect(follower.isCurrent).toBe(true);
  feed.isDown = true;
  await eventually(() => expect(notices.length).toBe(1));
  await eventually(() => expect(follower.isCurrent).toBe(false), 10_000);
  for (let count = 0; count < 5; count += 1) feed.commit(1, "r1");
  feed.keptFrom = 4;
  feed.isDown = false;
  await eventually(() => expect(told).toEqual(["gap"]));
  feed.commit(1, "r1");
  await eventually(() => expect(told).toEqual(["gap", "r1.6"]));
  expect(notices.join("\n")).toMatch(/cannot be read[\s\S]*away for longer/);
});

test("the events of logs that no one here is in are not read", async () => {
  const feed = new FakeFeed();
  const read: string[] = [];
  const { told } = await follow(feed, {
    follows: (logId) => logId === "r2",
    readEvents: async (growths) => {
      read.push(...growths.map(({ logId }) => logId));
      return { appends: growths.map(appendOf), feedId: 0 };
    },
  });
  feed.commit(1, "r1");
  feed.commit(2, "r2");
  await eventually(() => expect(told).toEqual(["r2.1"]));
  expect(read).toEqual(["r2"]);
});
