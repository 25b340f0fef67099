import { LOBBY_ID, newToken } from "../../../../../protocol/ids.ts";
import type { Migration } from "./migration.ts";

/**
 * Inside, users and conversations are known by the integer key of their log. Ids are text of 18 bytes, and every message
 * would carry five of them (row and index): with keys an append costs a quarter less time and a third less disk.
 */
export const firstSchema: Migration = {
  name: "first schema",
  up(database) {
    database.script(`
      CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

      CREATE TABLE logs (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('user', 'room', 'direct')),
        head INTEGER NOT NULL DEFAULT 0,
        message_count INTEGER NOT NULL DEFAULT 0,
        floor INTEGER NOT NULL DEFAULT 0
      ) STRICT;

      -- Without a nickname_key the user is retired.
      CREATE TABLE users (
        key INTEGER PRIMARY KEY REFERENCES logs (key),
        id TEXT NOT NULL,
        nickname TEXT NOT NULL,
        nickname_key TEXT UNIQUE,
        nickname_skeleton TEXT UNIQUE,
        last_seen_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX users_by_last_visit ON users (last_seen_at) WHERE nickname_key IS NOT NULL;

      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        user_key INTEGER NOT NULL REFERENCES users (key),
        device TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX sessions_of_user ON sessions (user_key);
      CREATE INDEX sessions_by_last_visit ON sessions (last_seen_at);

      CREATE TABLE device_links (
        code_hash TEXT PRIMARY KEY,
        user_key INTEGER NOT NULL REFERENCES users (key),
        expires_at INTEGER NOT NULL
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX device_links_of_user ON device_links (user_key);
      CREATE INDEX device_links_by_end ON device_links (expires_at);

      CREATE TABLE rooms (
        key INTEGER PRIMARY KEY REFERENCES logs (key),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        is_private INTEGER NOT NULL,
        member_count INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE UNIQUE INDEX public_rooms_by_name ON rooms (name_key) WHERE is_private = 0;

      CREATE TABLE directs (
        key INTEGER PRIMARY KEY REFERENCES logs (key),
        low_user_key INTEGER NOT NULL REFERENCES users (key),
        high_user_key INTEGER NOT NULL REFERENCES users (key),
        UNIQUE (low_user_key, high_user_key),
        CHECK (low_user_key < high_user_key)
      ) STRICT;

      -- Not listed: the peer of a direct message conversation before its next message.
      -- nickname_key is the user's, kept after they retired: a page of members is read in its order.
      CREATE TABLE memberships (
        user_key INTEGER NOT NULL REFERENCES users (key),
        conversation_key INTEGER NOT NULL REFERENCES logs (key),
        role TEXT NOT NULL CHECK (role IN ('owner', 'member')),
        nickname_key TEXT NOT NULL,
        read_seq INTEGER NOT NULL,
        read_message_count INTEGER NOT NULL,
        is_listed INTEGER NOT NULL,
        PRIMARY KEY (user_key, conversation_key)
      ) WITHOUT ROWID, STRICT;
      CREATE UNIQUE INDEX members_by_nickname ON memberships (conversation_key, nickname_key);
      CREATE INDEX unlisted_members ON memberships (conversation_key) WHERE is_listed = 0;

      -- user_key is whose doing it was; body is a message's text, or JSON of what else an event says.
      -- message_count is the log's, up to this event.
      CREATE TABLE events (
        log_key INTEGER NOT NULL REFERENCES logs (key),
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        type TEXT NOT NULL,
        user_key INTEGER REFERENCES users (key),
        client_message_id TEXT,
        body TEXT,
        message_count INTEGER NOT NULL,
        PRIMARY KEY (log_key, seq)
      ) WITHOUT ROWID, STRICT;
      CREATE UNIQUE INDEX sent_messages ON events (client_message_id, user_key) WHERE client_message_id IS NOT NULL;
    `);
    database.run("INSERT INTO meta (name, value) VALUES ('epoch', ?)", newToken());
    database.run("INSERT INTO logs (key, id, kind) VALUES (1, ?, 'room')", LOBBY_ID);
    database.run("INSERT INTO rooms (key, name, name_key, is_private) VALUES (1, 'lobby', 'lobby', 0)");
  },
};
