import { SqliteDatabase } from "../database.ts";
import { migrations } from "../start/migrations/migrations.ts";
import { prepareDatabase } from "../start/prepare-database.ts";

/**
 * A database of the first schema. 400 users, each in the
 * lobby, in 20 of 100 rooms, and in direct message conversations with 6 others; 6 messages in each conversation.
 */
export function makeOldDatabase(file: string): void {
  prepareDatabase(file, migrations.slice(0, 1));
  const database = new SqliteDatabase(file);
  database.script("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
  database.write(() => database.script(firstRows));
  database.close();
}

/** Everything that is in a database: its schema and its rows, in an order that does not depend on its past. */
export function contentOf(file: string): string {
  const database = new SqliteDatabase(file);
  try {
    const schema = database.all<{ name: string; sql: string | null; type: string }>(
      "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
    );
    const tables = schema.filter(({ type }) => type === "table").map(({ name }) => name);
    const rows = tables.map((name) => database.all(`SELECT * FROM ${name}`).map((row) => JSON.stringify(row)));
    return JSON.stringify([schema, tables.map((name, index) => [name, rows[index]?.toSorted()])]);
  } finally {
    database.close();
  }
}

const firstRows = `
  CREATE TEMP TABLE numbers AS WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < 7999) SELECT n FROM counted;

  INSERT INTO logs (key, id, kind, head, message_count) SELECT 1000 + n, 'u_' || n, 'user', 0, 0 FROM numbers WHERE n < 400;
  INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at)
    SELECT 1000 + n, 'u_' || n, 'ann ' || n, 'ann ' || n, 'ann ' || n, n FROM numbers WHERE n < 400;
  INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at)
    SELECT 's_' || n, 'hash ' || n, 1000 + n, 'phone', n, n FROM numbers WHERE n < 400;

  INSERT INTO logs (key, id, kind, head, message_count) SELECT 2000 + n, 'r_' || n, 'room', 6, 6 FROM numbers WHERE n < 100;
  INSERT INTO rooms (key, name, name_key, is_private, member_count)
    SELECT 2000 + n, 'room ' || n, 'room ' || n, n % 2, 80 FROM numbers WHERE n < 100;
  INSERT INTO logs (key, id, kind, head, message_count) SELECT 3000 + n, 'd_' || n, 'direct', 6, 6 FROM numbers WHERE n < 1200;
  INSERT INTO directs (key, low_user_key, high_user_key)
    SELECT 3000 + n, min(1000 + n % 400, 1000 + (n % 400 + 1 + n / 400) % 400), max(1000 + n % 400, 1000 + (n % 400 + 1 + n / 400) % 400)
    FROM numbers WHERE n < 1200;

  INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed)
    SELECT key, 1, 'member', nickname_key, 0, 0, 1 FROM users;
  INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed)
    SELECT 1000 + n % 400, 2000 + n / 80, CASE n % 80 WHEN 0 THEN 'owner' ELSE 'member' END, 'ann ' || (n % 400), 0, 0, 1 FROM numbers;
  INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed)
    SELECT low_user_key, key, 'member', 'ann ' || (low_user_key - 1000), 3, 3, 1 FROM directs
    UNION ALL SELECT high_user_key, key, 'member', 'ann ' || (high_user_key - 1000), 6, 6, key % 2 FROM directs;

  INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count)
    SELECT logs.key, n + 1, n, 'message', 1000 + (logs.key + n) % 400, 'm_' || logs.key || '_' || n, 'See you at the pier, ' || n, n + 1
    FROM logs JOIN numbers ON n < 6 WHERE kind <> 'user';
  UPDATE logs SET head = 6, message_count = 6 WHERE key = 1;
  DROP TABLE numbers;
`;
