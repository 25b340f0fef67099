import type { SQL } from "bun";

/** Among the advisory locks of the database: nodes that start at once make the tables once. */
const SCHEMA_LOCK = 0x73686c66;

/** Bytes of a row, but for the last one of a blob. */
export const CHUNK_BYTES = 256 * 1024;

// Pictures and videos cannot be compressed, and a row that is not is read in part. Holds are of this moment: a crash of the database ends all of them.
const statements = [
  `CREATE TABLE blobs (
     key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     id text COLLATE "C" NOT NULL UNIQUE,
     byte_length bigint NOT NULL
   )`,
  `CREATE TABLE blob_chunks (
     blob_key bigint NOT NULL REFERENCES blobs (key) ON DELETE CASCADE,
     number integer NOT NULL,
     bytes bytea NOT NULL,
     PRIMARY KEY (blob_key, number)
   )`,
  "ALTER TABLE blob_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL",
  `CREATE UNLOGGED TABLE file_holds (
     file_id text COLLATE "C" PRIMARY KEY,
     holder text NOT NULL,
     expires_at timestamptz NOT NULL
   )`,
];

/** Makes the tables of files where they are missing. */
export async function makeFileTables(sql: SQL): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction.unsafe("SELECT pg_advisory_xact_lock($1::bigint)", [SCHEMA_LOCK]);
    const [found] = await transaction.unsafe<{ isMade: boolean }[]>(`SELECT to_regclass('file_holds') IS NOT NULL AS "isMade"`);
    if (found?.isMade !== true) for (const statement of statements) await transaction.unsafe(statement);
    // Of nodes that were killed.
    await transaction.unsafe("DELETE FROM file_holds WHERE expires_at < clock_timestamp() - interval '1 hour'");
  });
}
