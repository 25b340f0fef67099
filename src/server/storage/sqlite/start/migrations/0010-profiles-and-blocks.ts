import type { Migration } from "./migration.ts";

/** What users tell of themselves and may change, and whom they block. */
export const profilesAndBlocks: Migration = {
  name: "profiles and blocks",
  up(database) {
    database.script(`
      -- tone, status: NULL where the user chose none. created_at: the first sign-in.
      ALTER TABLE users ADD COLUMN tone INTEGER;
      ALTER TABLE users ADD COLUMN status TEXT;
      ALTER TABLE users ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
      -- A user's own log begins with the lobby, in the transaction of the first sign-in.
      UPDATE users SET created_at = coalesce((SELECT at FROM events WHERE log_key = users.key AND seq = 1), last_seen_at);

      -- A nickname that a user changed, kept from others for nicknameRestMs, and counted.
      CREATE TABLE former_nicknames (
        id INTEGER PRIMARY KEY,
        user_key INTEGER NOT NULL REFERENCES users (key),
        nickname_key TEXT NOT NULL,
        nickname_skeleton TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX former_nicknames_by_key ON former_nicknames (nickname_key);
      CREATE INDEX former_nicknames_by_skeleton ON former_nicknames (nickname_skeleton);
      CREATE INDEX former_nicknames_of_user ON former_nicknames (user_key, at);
      CREATE INDEX former_nicknames_by_time ON former_nicknames (at);

      CREATE TABLE blocks (
        user_key INTEGER NOT NULL REFERENCES users (key),
        blocked_key INTEGER NOT NULL REFERENCES users (key),
        at INTEGER NOT NULL,
        PRIMARY KEY (user_key, blocked_key)
      ) WITHOUT ROWID, STRICT;

      -- Not unique any more: a user may take the nickname of a retired one with whom they have a direct message conversation.
      DROP INDEX members_by_nickname;
      CREATE INDEX members_by_nickname ON memberships (conversation_key, nickname_key);
    `);
  },
};
