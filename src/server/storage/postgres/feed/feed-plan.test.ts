import { expect, test } from "bun:test";
import { SQL } from "bun";
import { PostgresServer } from "../../../../../test/support/postgres-server.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { type FeedRow, feedSql } from "./feed-row.ts";

const LOGS = 20_000;
const IDS = 5_000;
const NEW = 10;

/** A commit in lane 1 for each id, of a log each; as many rows in other lanes. */
const history = `
  INSERT INTO logs (id, kind) SELECT 'r_' || number, 'room' FROM generate_series(1, ${LOGS}) AS number;
  INSERT INTO feed (lane, id, seen, kind, log_key, after, count, message_count)
    SELECT 1 + number % 2, 1 + number / 2, 0, 'log', logs.key, 0, 1, 1 FROM generate_series(0, ${2 * IDS - 1}) AS number, logs WHERE logs.id = 'r_' || (number + 1);
  UPDATE lanes SET feed = ${IDS} WHERE lane IN (1, 2)`;

/** Rows that the connection has read since the start of its transaction, and shortly before. */
const readRows = `
  SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS count FROM pg_stat_xact_user_tables`;

test("reading the feed reads what is new, however much is there", async () => {
  await using server = await PostgresServer.start({ settings: { autovacuum: "off" } });
  await prepareDatabase(server.url, () => {});
  await using sql = new SQL(server.url, { max: 1, bigint: true });
  await sql.unsafe(history);
  await sql.unsafe("ANALYZE");
  const { rows, read } = await sql.begin(async (transaction) => {
    const [before] = await transaction.unsafe(readRows);
    const rows: FeedRow[] = await transaction.unsafe(feedSql, [`{0,${IDS - NEW},${IDS},0,0,0,0,0,0}`]);
    const [after] = await transaction.unsafe(readRows);
    return { rows, read: after.count - before.count };
  });
  expect(rows.filter(({ id }) => id !== null).map(({ lane, id, logId }) => [lane, Number(id), logId])).toEqual(
    Array.from({ length: NEW }, (_, index) => [1, IDS - NEW + index + 1, `r_${2 * (IDS - NEW + index) + 1}`]),
  );
  // Ten rows and their logs, and the lanes; not 10,000 rows and 20,000 logs.
  expect(read).toBeLessThan(100);
});
