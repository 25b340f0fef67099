import { expect, test } from "bun:test";
import { SQL } from "bun";
import { PostgresServer } from "../../../../../test/support/postgres-server.ts";
import { prepareDatabase } from "../prepare-database.ts";

const MESSAGES = 64;
const BATCHES = 50;
const PEOPLE = 200;

const people = `
  INSERT INTO logs (id, kind) SELECT 'u_' || number, 'user' FROM generate_series(0, ${PEOPLE - 1}) AS number;
  INSERT INTO users (key, id, nickname, last_seen_at) SELECT key, id, id, 0 FROM logs WHERE kind = 'user';
  INSERT INTO logs (id, kind) SELECT 'r_' || number, 'room' FROM generate_series(0, ${PEOPLE - 1}) AS number;
  INSERT INTO rooms (key, name, name_key, is_private) SELECT key, id, id, 0 FROM logs WHERE kind = 'room' AND id <> 'lobby';
  INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed)
    SELECT users.key, rooms.key, 'member', users.id, 0, 0, 1 FROM users, rooms WHERE (users.key + rooms.key) % 20 = 0 OR rooms.name = 'r_0'`;

/** Rows of tables and entries of indexes that the transaction has read so far, with some of the connection before it. */
const readRows = `
  SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) + coalesce((SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid))
    FROM pg_index WHERE indrelid = relid), 0))::int AS count FROM pg_stat_xact_user_tables`;

test("a batch reads the rows that it is about, although Postgres believes that the tables are empty", async () => {
  await using server = await PostgresServer.start({ settings: { autovacuum: "off" } });
  await prepareDatabase(server.url, () => {});
  await using sql = new SQL(server.url, { max: 1 });
  await sql.unsafe(people);
  // As autovacuum does soon after a start.
  await sql.unsafe("ANALYZE");
  for (let batch = 0; batch < BATCHES; batch += 1) await sql.unsafe("SELECT append_messages(1, $1::text::json)", [given(batch)]);
  const read = await sql.begin(async (transaction) => {
    const [before] = await transaction.unsafe(readRows);
    await transaction.unsafe("SELECT append_messages(1, $1::text::json)", [given(BATCHES)]);
    const [after] = await transaction.unsafe(readRows);
    return after.count - before.count;
  });
  // For each message two logs, a user and a membership, each as an entry and as a row, and a few for the batch; not the 3,200 messages before it.
  expect(read).toBeLessThan(10 * MESSAGES);
  const [log] = await sql.unsafe("SELECT head::int FROM logs WHERE id = 'r_0'");
  expect(log.head).toBe((BATCHES + 1) * MESSAGES);
});

function given(batch: number): string {
  const messages = Array.from({ length: MESSAGES }, (_, place) => ({
    ...{
      place,
      conversation: "r_0",
      author: `u_${place}`,
      message: `m_${batch}_${place}`,
      at: batch,
      body: "The tide is coming in.",
    },
  }));
  return JSON.stringify(messages);
}
