import type { Migration } from "./migration.ts";

/** Messages were sent and never changed. The row of a message is its present state from now on. */
export const messageChanges: Migration = {
  name: "changes of messages",
  up(database) {
    database.script(`
      -- JSON of what a message has besides its text (MessageDetails in event-rows.ts). NULL: nothing, or no message.
      ALTER TABLE events ADD COLUMN details TEXT;

      -- reacted_seq: the place of the reaction in the log, which is the order of reactions.
      CREATE TABLE reactions (
        log_key INTEGER NOT NULL REFERENCES logs (key),
        seq INTEGER NOT NULL,
        user_key INTEGER NOT NULL REFERENCES users (key),
        emoji TEXT NOT NULL,
        reacted_seq INTEGER NOT NULL,
        PRIMARY KEY (log_key, seq, user_key, emoji)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX reactions_in_order ON reactions (log_key, seq, emoji, reacted_seq);

      CREATE TABLE pins (
        log_key INTEGER NOT NULL REFERENCES logs (key),
        seq INTEGER NOT NULL,
        pinned_seq INTEGER NOT NULL,
        PRIMARY KEY (log_key, seq)
      ) WITHOUT ROWID, STRICT;

      -- user_key 0: all members are mentioned.
      CREATE TABLE mentions (
        user_key INTEGER NOT NULL,
        log_key INTEGER NOT NULL REFERENCES logs (key),
        seq INTEGER NOT NULL,
        author_key INTEGER NOT NULL REFERENCES users (key),
        at INTEGER NOT NULL,
        PRIMARY KEY (user_key, log_key, seq)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX mentions_by_time ON mentions (user_key, at, log_key, seq);
      CREATE INDEX mentions_of_message ON mentions (log_key, seq);
    `);
  },
};
