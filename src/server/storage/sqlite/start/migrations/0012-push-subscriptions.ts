import type { Migration } from "./migration.ts";

/** Where push messages of a session go. They end with the session, whatever ends it. */
export const pushSubscriptions: Migration = {
  name: "push subscriptions",
  up(database) {
    database.script(`
      -- quiet: JSON, or NULL for none.
      CREATE TABLE push_subscriptions (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        user_key INTEGER NOT NULL REFERENCES users (key),
        endpoint TEXT NOT NULL UNIQUE,
        p256dh TEXT NOT NULL,
        auth TEXT NOT NULL,
        content TEXT NOT NULL,
        level TEXT NOT NULL,
        quiet TEXT,
        silent_until INTEGER,
        at INTEGER NOT NULL
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX push_subscriptions_of_user ON push_subscriptions (user_key, at);
    `);
  },
};
