import type { Database } from "../../sql/database.ts";

/** Feed ids of one lane that one step reads. */
const FEED_IDS_PER_STEP_MAX = 500;

interface LaneNews {
  readonly lane: number;
  /** The last feed id of the lane. */
  readonly top: number;
  /** The index followed it to there. */
  readonly cursor: number;
  /** Feed ids after the cursor, and the last of them. */
  readonly count: number;
  readonly last: number | null;
  /** Keys of the logs that grew; a list of JSON. */
  readonly keys: string | null;
}

const newsSql = `
  SELECT lanes.lane, lanes.feed AS top, followed.cursor, news.count, news.last, news.keys
  FROM lanes
  JOIN LATERAL (SELECT coalesce((CAST(?1 AS BIGINT[]))[lanes.lane + 1], 0) AS cursor) AS followed ON TRUE
  JOIN LATERAL (
    SELECT count(DISTINCT feed.id) AS count, max(feed.id) AS last,
      CAST(json_agg(DISTINCT feed.log_key) FILTER (WHERE logs.kind <> 'user') AS TEXT) AS keys
    FROM feed LEFT JOIN logs ON logs.key = feed.log_key
    WHERE feed.lane = lanes.lane AND feed.id > followed.cursor AND feed.id <= followed.cursor + ${FEED_IDS_PER_STEP_MAX}
  ) AS news ON TRUE
  ORDER BY lanes.lane`;

const noteSql = `
  INSERT INTO search_behind (log_key) SELECT * FROM unnest(CAST(? AS BIGINT[])) ON CONFLICT DO NOTHING`;
const noteAllSql = `
  INSERT INTO search_behind (log_key)
  SELECT key FROM logs LEFT JOIN search_cursors ON log_key = key WHERE kind <> 'user' AND head > coalesce(seq, 0) ON CONFLICT DO NOTHING`;

/**
 * Reads the feed after the cursors, and notes the logs that grew as behind. What was in the feed and is not kept there any more is found by looking at all logs. Returns whether the feed goes on.
 */
export function followFeed(database: Database, cursors: string): boolean {
  const lanes = database.all<LaneNews>(newsSql, cursors);
  const isGap = lanes.some(({ top, cursor, count, last }) => (last === null ? top > cursor : last !== cursor + count));
  // Of one moment: all that was committed up to the tops is in the logs.
  const reached = lanes.map(({ top, cursor, last }) => (isGap ? top : (last ?? cursor)));
  const keys = lanes.flatMap((lane) => (lane.keys === null ? [] : (JSON.parse(lane.keys) as number[])));
  if (isGap) database.run(noteAllSql);
  else if (keys.length > 0) database.run(noteSql, `{${keys.join(",")}}`);
  const after = `{${reached.join(",")}}`;
  if (after !== cursors) database.run("UPDATE search_state SET cursors = CAST(? AS BIGINT[])", after);
  return lanes.some(({ top }, lane) => top > (reached[lane] ?? 0));
}
