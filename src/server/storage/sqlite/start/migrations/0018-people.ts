import type { Migration } from "./migration.ts";

/** People on the server as a whole: bans, deletion, and the indexes of what its staff looks for. */
export const people: Migration = {
  name: "people",
  up(database) {
    database.script(`
      -- Whether restrictions has a ban from the server. A banned guest is not retired: no other user gets the nickname.
      ALTER TABLE users ADD COLUMN is_banned INTEGER NOT NULL DEFAULT 0;
      CREATE TRIGGER server_ban_begins AFTER INSERT ON restrictions WHEN new.conversation_key = 0 AND new.kind = 'ban'
        BEGIN UPDATE users SET is_banned = 1 WHERE key = new.user_key; END;
      CREATE TRIGGER server_ban_ends AFTER DELETE ON restrictions WHEN old.conversation_key = 0 AND old.kind = 'ban'
        BEGIN UPDATE users SET is_banned = 0 WHERE key = old.user_key; END;
      DROP INDEX users_by_last_visit;
      CREATE INDEX users_by_last_visit ON users (last_seen_at) WHERE nickname_key IS NOT NULL AND is_account = 0 AND is_banned = 0;
      DROP INDEX brief_guests;
      CREATE INDEX brief_guests ON users (last_seen_at) WHERE nickname_key IS NOT NULL AND is_account = 0 AND is_banned = 0
        AND last_seen_at >= created_at AND last_seen_at <= created_at + 43200000;
      CREATE INDEX guests_by_nickname ON users (nickname_key) WHERE nickname_key IS NOT NULL AND is_account = 0;

      CREATE INDEX staff ON accounts (user_key) WHERE server_role <> 'member';
      CREATE INDEX reports_of_author ON reports (author_key);
      CREATE INDEX audit_by_act ON audit (act, id);
      CREATE INDEX audit_of_actor ON audit (actor_key, id);
      CREATE INDEX audit_of_user ON audit (user_key, id);
      CREATE INDEX audit_of_conversation ON audit (conversation_key, id);

      -- Deleted users, until nothing is left of what they said. own_seq: so far their own log was read for where they were.
      CREATE TABLE doomed_users (
        user_key INTEGER PRIMARY KEY REFERENCES users (key),
        own_seq INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      -- Logs that are still to be looked at, from the end: places below below_seq. Changes of places from told_from on are told by events.
      CREATE TABLE erasures (
        user_key INTEGER NOT NULL REFERENCES doomed_users (user_key),
        log_key INTEGER NOT NULL REFERENCES logs (key),
        below_seq INTEGER NOT NULL,
        told_from INTEGER NOT NULL,
        PRIMARY KEY (user_key, log_key)
      ) WITHOUT ROWID, STRICT;
    `);
  },
};
