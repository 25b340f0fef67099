import { APPEND_LANES } from "../../../server/storage/postgres/locks.ts";
import type { Check } from "../check-context.ts";
import { applyTableRule, type TableRule } from "../tables/table-rule.ts";

/** Nodes tidy the feed by the minute, of what is older than ten; a transaction that waited for a lock notes when it began. */
const KEPT_MINUTES = 8;

/**
 * What nodes follow. A row under an id that its lane has not reached, and a hole among ids, would be told at another time or not at all; a row that waits for a commit
 * of lane 0 that never was holds up its lane.
 */
const rules: readonly TableRule[] = [
  {
    kind: "incomplete-schema",
    sql: `SELECT 'The table lanes lacks the lane ' || wanted.lane AS what FROM generate_series(0, ${APPEND_LANES}) AS wanted (lane)
      WHERE NOT EXISTS (SELECT 1 FROM lanes WHERE lanes.lane = wanted.lane)`,
  },
  {
    kind: "wrong-feed",
    sql: `SELECT 'The feed has the id ' || id || ' in lane ' || lane || ', which is at ' || lanes.feed AS what
      FROM feed JOIN lanes USING (lane) WHERE id > lanes.feed GROUP BY lane, id, lanes.feed`,
  },
  {
    kind: "wrong-feed",
    sql: `SELECT 'The feed lacks what follows the id ' || id || ' in lane ' || lane || ', up to ' || (next_id - 1) AS what FROM (
        SELECT lane, id, lead(id, 1, top + 1) OVER (PARTITION BY lane ORDER BY id) AS next_id FROM (
          SELECT DISTINCT feed.lane, feed.id, lanes.feed AS top FROM feed JOIN lanes ON lanes.lane = feed.lane
          WHERE feed.id >= (SELECT min(kept.id) FROM feed AS kept WHERE kept.lane = feed.lane AND kept.noted_at > now() - interval '${KEPT_MINUTES} minutes')
        ) AS ids
      ) AS steps WHERE next_id > id + 1`,
  },
  {
    kind: "wrong-feed",
    sql: `SELECT 'The feed''s row ' || feed.id || ' of lane ' || feed.lane || ' was written when lane 0 was at ' || seen || ', and lane 0 is at ' || verbs.feed AS what
      FROM feed JOIN lanes AS verbs ON verbs.lane = 0 WHERE seen > verbs.feed OR (feed.lane = 0 AND seen <> feed.id - 1)`,
  },
  {
    kind: "wrong-feed",
    sql: `SELECT 'The feed''s row ' || feed.id || ' of lane ' || lane || ' says that ' || coalesce('the log ' || logs.id, 'a missing log') || ' grew from ' || after || ' by ' || count ||
        ', and its head is at ' || coalesce(head, 0) AS what
      FROM feed LEFT JOIN logs ON logs.key = log_key WHERE feed.kind = 'log' AND (logs.key IS NULL OR after + count > head OR count < 1)`,
  },
];

/** Of a PostgreSQL alone: a node on SQLite hears of its own commits. */
export const feedCheck: Check = {
  name: "feed",
  label: "Looking at the feed",
  run(context) {
    if (context.stored.folder === undefined) for (const rule of rules) applyTableRule(context, rule);
  },
};
