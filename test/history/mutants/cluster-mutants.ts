import type { Mutant } from "./mutant.ts";

/** A defect that a test of few parts finds, without a run. */
export interface UnitMutant extends Pick<Mutant, "name" | "changes"> {
  readonly test: { readonly file: string; readonly name: string };
}

const follower = "src/server/storage/postgres/feed/following.test.ts";
const nodes = "test/contract/postgres-nodes.test.ts";

/** What would break the promise where several nodes share one PostgreSQL. */
export const clusterMutants: readonly UnitMutant[] = [
  {
    name: "takes serial numbers for the order of commits",
    changes: [
      {
        file: "storage/postgres/migrations/first-schema/appends.ts",
        find: "UPDATE lanes SET feed = feed + 1 WHERE lane = asked_lane RETURNING feed INTO next_id;",
        replace: "next_id := nextval('serial_' || asked_lane);",
      },
      {
        file: "storage/postgres/migrations/first-schema/feed.ts",
        find: "CREATE INDEX feed_in_order ON feed (lane, id);",
        replace: `CREATE INDEX feed_in_order ON feed (lane, id);
DO $$ BEGIN FOR lane IN 1..100 LOOP EXECUTE 'CREATE SEQUENCE serial_' || lane; END LOOP; END $$;`,
      },
      {
        file: "storage/postgres/migrations/first-schema/feed.ts",
        find: "SELECT lanes.lane, lanes.feed, news.id",
        replace: "SELECT lanes.lane, greatest(lanes.feed, (SELECT max(feed.id) FROM feed WHERE feed.lane = lanes.lane)), news.id",
      },
    ],
    test: { file: nodes, name: "another order than they began" },
  },
  {
    name: "takes a hint for news",
    changes: [
      {
        file: "storage/postgres/feed/feed-follower.ts",
        find: "if (feedId > (this.#cursors[lane] ?? 0)) this.hint();",
        replace: "if (feedId > (this.#cursors[lane] ?? 0)) this.#cursors[lane] = feedId;\n    this.hint();",
      },
    ],
    test: { file: follower, name: "a false one tells nothing" },
  },
  {
    name: "looks at the feed after a hint only",
    changes: [
      { file: "storage/postgres/feed/feed-follower.ts", find: "const POLL_MS = 500;", replace: "const POLL_MS = 2 ** 31 - 1;" },
    ],
    test: { file: follower, name: "without any, what another node committed is heard" },
  },
  {
    name: "answers with what it has not heard of yet",
    changes: [
      {
        file: "storage/postgres/feed/feed-follower.ts",
        find: "if (feedId <= (this.#cursors[0] ?? 0) || this.#isClosed) return undefined;",
        replace: "if (feedId > 0 || this.#isClosed) return undefined;",
      },
    ],
    test: { file: follower, name: "waits until it has" },
  },
  {
    name: "answers with a page of the log before it has heard of who left",
    changes: [
      {
        file: "storage/postgres/postgres-storage.ts",
        find: "...(isHeld && { heldUntil })",
        replace: "...(isHeld && Number.isNaN(0) && { heldUntil })",
      },
    ],
    test: { file: nodes, name: "a page is not answered before" },
  },
  {
    name: "tells of its own message before the departure that came first",
    changes: [
      {
        file: "storage/postgres/feed/feed-follower.ts",
        find: "(lane === 0 || seen <= (this.#cursors[0] ?? 0))",
        replace: "(lane === 0 || seen >= 0)",
      },
    ],
    test: { file: follower, name: "not heard before the verbs that it came after" },
  },
  {
    name: "does not wait for lane 0 in what it reads",
    changes: [
      {
        file: "storage/postgres/feed/news.ts",
        find: "if (lane > 0 && row.seen > (cursors[0] ?? 0)) {",
        replace: "if (lane < 0) {",
      },
    ],
    test: { file: follower, name: "far behind" },
  },
];
