import type { Migration } from "./migration.ts";

/** A text that was replaced or deleted is kept until the search index has forgotten it, and no longer. */
export const scrubs: Migration = {
  name: "scrubs",
  up(database) {
    database.script(`
      -- kinds: what the message had besides its text, as the index counts it. An id is never given again.
      CREATE TABLE scrubs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        log_key INTEGER NOT NULL REFERENCES logs (key),
        seq INTEGER NOT NULL,
        old_text TEXT NOT NULL,
        kinds INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX scrubs_of_message ON scrubs (log_key, seq, id);
    `);
  },
};
