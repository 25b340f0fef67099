import type { Migration } from "./migration.ts";

/** Moderators, the rules of rooms, restrictions of users, reports, and the audit log. */
export const order: Migration = {
  name: "order",
  up(database) {
    database.script(`
      -- SQLite cannot change a CHECK: the table is made anew, with moderators, voices and raised hands.
      CREATE TABLE new_memberships (
        user_key INTEGER NOT NULL REFERENCES users (key),
        conversation_key INTEGER NOT NULL REFERENCES logs (key),
        role TEXT NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
        nickname_key TEXT NOT NULL,
        read_seq INTEGER NOT NULL,
        read_message_count INTEGER NOT NULL,
        is_listed INTEGER NOT NULL,
        used_at INTEGER,
        is_pinned INTEGER NOT NULL DEFAULT 0,
        archived_message_count INTEGER,
        notify TEXT,
        is_marked_unread INTEGER NOT NULL DEFAULT 0,
        joined_seq INTEGER NOT NULL DEFAULT 0,
        has_voice INTEGER NOT NULL DEFAULT 0,
        hand_raised_at INTEGER,
        PRIMARY KEY (user_key, conversation_key)
      ) WITHOUT ROWID, STRICT;
      INSERT INTO new_memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed, used_at,
          is_pinned, archived_message_count, notify, is_marked_unread, joined_seq)
        SELECT user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed, used_at,
          is_pinned, archived_message_count, notify, is_marked_unread, joined_seq FROM memberships;
      DROP TABLE memberships;
      ALTER TABLE new_memberships RENAME TO memberships;
      CREATE INDEX unlisted_members ON memberships (conversation_key) WHERE is_listed = 0;
      CREATE INDEX listed_memberships ON memberships (user_key) WHERE is_listed = 1;
      CREATE INDEX members_by_arrival ON memberships (conversation_key, joined_seq);
      CREATE INDEX members_by_nickname ON memberships (conversation_key, nickname_key);
      CREATE INDEX raised_hands ON memberships (conversation_key, hand_raised_at) WHERE hand_raised_at IS NOT NULL;

      -- Whether a room has rules, or a muted member: all others are written to without a look at either.
      ALTER TABLE logs ADD COLUMN is_guarded INTEGER NOT NULL DEFAULT 0;
      -- JSON of RoomRules; NULL where all of them have their defaults.
      ALTER TABLE rooms ADD COLUMN rules TEXT;
      ALTER TABLE rooms ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0;
      -- Of the rules, what private messages ask about.
      ALTER TABLE rooms ADD COLUMN private_messages TEXT NOT NULL DEFAULT 'all'
        CHECK (private_messages IN ('all', 'moderators', 'none'));
      CREATE INDEX rooms_that_limit_private_messages ON rooms (private_messages) WHERE private_messages <> 'all';

      -- The user writes nowhere before that time: newcomers, and those who are muted on the whole server.
      ALTER TABLE users ADD COLUMN writes_from INTEGER NOT NULL DEFAULT 0;

      -- conversation_key 0 is the whole server. Without an end it holds until it is lifted.
      CREATE TABLE restrictions (
        conversation_key INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('mute', 'ban')),
        user_key INTEGER NOT NULL REFERENCES users (key),
        at INTEGER NOT NULL,
        until INTEGER,
        reason TEXT,
        by_key INTEGER REFERENCES users (key),
        PRIMARY KEY (conversation_key, kind, user_key)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX restrictions_of_user ON restrictions (user_key);
      CREATE INDEX restrictions_by_end ON restrictions (until) WHERE until IS NOT NULL;

      -- When members of rooms with slow mode wrote last.
      CREATE TABLE slow_marks (
        conversation_key INTEGER NOT NULL REFERENCES logs (key),
        user_key INTEGER NOT NULL REFERENCES users (key),
        at INTEGER NOT NULL,
        PRIMARY KEY (conversation_key, user_key)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX slow_marks_by_time ON slow_marks (at);

      -- A copy of the reported text, until the report is resolved: its author may delete the message.
      CREATE TABLE reports (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        log_key INTEGER NOT NULL REFERENCES logs (key),
        seq INTEGER NOT NULL,
        author_key INTEGER NOT NULL REFERENCES users (key),
        reporter_key INTEGER NOT NULL REFERENCES users (key),
        text TEXT NOT NULL,
        reason TEXT,
        resolved_at INTEGER,
        resolved_by_key INTEGER REFERENCES users (key),
        UNIQUE (log_key, seq, reporter_key)
      ) STRICT;
      CREATE INDEX open_reports ON reports (id) WHERE resolved_at IS NULL;
      CREATE INDEX open_reports_of_room ON reports (log_key, id) WHERE resolved_at IS NULL;
      CREATE INDEX reports_of_reporter ON reports (reporter_key) WHERE resolved_at IS NULL;
      CREATE INDEX reports_by_time ON reports (at);

      -- Without an actor it was the operator, at the machine. details is JSON.
      CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        act TEXT NOT NULL,
        actor_key INTEGER REFERENCES users (key),
        user_key INTEGER REFERENCES users (key),
        conversation_key INTEGER REFERENCES logs (key),
        details TEXT
      ) STRICT;
      CREATE INDEX audit_by_time ON audit (at);
    `);
  },
};
