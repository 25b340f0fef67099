import { SQL } from "bun";

interface Rule {
  /** What a row of it is. */
  readonly sentence: string;
  readonly sql: string;
}

/** Each finds what must not be. `name` says where. */
const rules: readonly Rule[] = [
  {
    sentence: "the log does not end at its head, or has a hole",
    sql: `SELECT logs.id AS name FROM logs LEFT JOIN events ON events.log_key = logs.key AND events.seq > logs.floor
      GROUP BY logs.id, logs.head, logs.floor
      HAVING count(events.seq) <> logs.head - logs.floor OR coalesce(max(events.seq), logs.floor) <> logs.head`,
  },
  {
    sentence: "the log counts its messages wrongly",
    sql: `SELECT logs.id AS name FROM logs JOIN events ON events.log_key = logs.key
      GROUP BY logs.id, logs.message_count HAVING max(events.message_count) <> logs.message_count`,
  },
  {
    sentence: "one message of a user is stored twice",
    sql: `SELECT client_message_id AS name FROM events WHERE client_message_id IS NOT NULL
      GROUP BY user_key, client_message_id HAVING count(*) > 1`,
  },
  {
    sentence: "the lane does not end at its last feed id, or has a hole",
    sql: `SELECT lanes.lane::text AS name FROM lanes LEFT JOIN feed USING (lane)
      GROUP BY lanes.lane, lanes.feed
      HAVING count(feed.id) > 0 AND (max(feed.id) <> lanes.feed OR count(DISTINCT feed.id) <> max(feed.id) - min(feed.id) + 1)`,
  },
  {
    sentence: "a row of the lane has seen less of lane 0 than the one before it",
    sql: `SELECT lane::text AS name FROM (
      SELECT lane, seen < lag(seen) OVER (PARTITION BY lane ORDER BY id) AS is_back FROM feed WHERE lane > 0
    ) AS each WHERE is_back GROUP BY lane`,
  },
  {
    sentence: "the feed does not tell of every event of the log, each once",
    sql: `SELECT logs.id AS name FROM (
        SELECT log_key, after, after + count AS until, lead(after) OVER (PARTITION BY log_key ORDER BY after) AS next
        FROM feed WHERE kind = 'log'
      ) AS told JOIN logs ON logs.key = told.log_key
      WHERE coalesce(told.next, logs.head) <> told.until GROUP BY logs.id`,
  },
];

/** What is wrong in the database of a cluster by itself, in sentences. Nothing writes there meanwhile. */
export async function damageOfPostgres(url: string): Promise<readonly string[]> {
  await using sql = new SQL(url, { max: 1 });
  const found: string[] = [];
  for (const { sentence, sql: query } of rules) {
    const rows: { name: string }[] = await sql.unsafe(query);
    found.push(...rows.map(({ name }) => `${name}: ${sentence}`));
  }
  return found;
}
