import type { Migration } from "./migration.ts";

/**
 * Files of messages: their records. The bytes are blobs beside the database, and the table of doomed blobs keeps the two together: a
 * record goes and its blob is doomed in one transaction, and what is doomed is deleted from the disk before it is forgotten.
 */
export const files: Migration = {
  name: "files",
  up(database) {
    database.script(`
      -- upload_length is what its user announced, byte_length what is kept; until completed_at both are the same.
      -- log_key and seq: the message that names it.
      CREATE TABLE files (
        id TEXT PRIMARY KEY,
        user_key INTEGER NOT NULL REFERENCES users (key),
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        upload_length INTEGER NOT NULL,
        byte_length INTEGER NOT NULL,
        width INTEGER,
        height INTEGER,
        created_at INTEGER NOT NULL,
        completed_at INTEGER,
        log_key INTEGER,
        seq INTEGER,
        CHECK ((log_key IS NULL) = (seq IS NULL)),
        CHECK (log_key IS NULL OR completed_at IS NOT NULL)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX files_of_user ON files (user_key, byte_length);
      CREATE INDEX uploads_of_user ON files (user_key) WHERE completed_at IS NULL;
      CREATE INDEX files_of_message ON files (log_key, seq) WHERE log_key IS NOT NULL;
      CREATE INDEX unnamed_files_by_time ON files (created_at) WHERE log_key IS NULL;

      CREATE TABLE doomed_blobs (id TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
    `);
  },
};
