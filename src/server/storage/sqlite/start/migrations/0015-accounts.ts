import type { Migration } from "./migration.ts";

/** Users who can come back without a device: those with a password. A guest is a user without a row in `accounts`. */
export const accounts: Migration = {
  name: "accounts",
  up(database) {
    database.script(`
      -- Accounts are never retired: not by time, not by their last sign-out.
      ALTER TABLE users ADD COLUMN is_account INTEGER NOT NULL DEFAULT 0;
      DROP INDEX users_by_last_visit;
      CREATE INDEX users_by_last_visit ON users (last_seen_at) WHERE nickname_key IS NOT NULL AND is_account = 0;
      -- Guests who never came back after their first 12 hours.
      CREATE INDEX brief_guests ON users (last_seen_at) WHERE nickname_key IS NOT NULL AND is_account = 0
        AND last_seen_at >= created_at AND last_seen_at <= created_at + 43200000;

      CREATE TABLE accounts (
        user_key INTEGER PRIMARY KEY REFERENCES users (key),
        password_hash TEXT,
        server_role TEXT NOT NULL DEFAULT 'member' CHECK (server_role IN ('member', 'moderator', 'administrator')),
        claimed_at INTEGER NOT NULL
      ) STRICT;

      -- One-time links, by the hash of their code. A reset link is for one user, an administrator link for its bearer.
      CREATE TABLE account_links (
        code_hash TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('administrator', 'reset')),
        user_key INTEGER REFERENCES users (key),
        expires_at INTEGER NOT NULL,
        CHECK ((kind = 'reset') = (user_key IS NOT NULL))
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX account_links_by_end ON account_links (kind, user_key, expires_at);
    `);
  },
};
