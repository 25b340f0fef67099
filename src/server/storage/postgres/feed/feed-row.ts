import type { LogKind } from "../../storage.ts";

/** A row of the feed, as it is read; `id` is null where a lane has nothing new. */
export interface FeedRow {
  readonly lane: number;
  /** The last feed id of the lane. */
  readonly top: number;
  readonly id: number | null;
  /** Where lane 0 stood. */
  readonly seen: number;
  readonly kind: "log" | "session" | "settings";
  readonly logId: string;
  readonly logKind: LogKind;
  readonly after: number;
  readonly count: number;
  readonly messageCount: number;
  readonly sessionId: string;
  readonly userId: string | null;
  /** Of the database; in the rows of lane 0. */
  readonly epoch: string | null;
}

/** Feed ids of one lane that are read at once. */
export const FEED_IDS_PER_READ_MAX = 500;

/** Takes the cursors of all lanes, from lane 0 on. One statement, so that all lanes are of one moment. */
export const feedSql = `
  SELECT read_feed.*, CASE WHEN lane = 0 THEN (SELECT value FROM meta WHERE name = 'epoch') END AS epoch
  FROM read_feed($1::bigint[], ${FEED_IDS_PER_READ_MAX})`;
