import { LOBBY_ID } from "../../../../../protocol/ids.ts";
import type { Migration } from "./migration.ts";

/** Rooms say what they are for, always have an owner, can be joined by links, and go with their last member. */
export const roomDescriptionsAndInviteLinks: Migration = {
  name: "room descriptions and invite links",
  up(database) {
    database.script(`
      -- Empty: none.
      ALTER TABLE rooms ADD COLUMN description TEXT NOT NULL DEFAULT '';
      ALTER TABLE rooms ADD COLUMN emoji TEXT NOT NULL DEFAULT '';

      -- The place of the join in the room's log: the owner's place falls to the member who has been there longest.
      ALTER TABLE memberships ADD COLUMN joined_seq INTEGER NOT NULL DEFAULT 0;
      UPDATE memberships SET joined_seq = joins.seq
        FROM (SELECT log_key, user_key, max(seq) AS seq FROM events WHERE type = 'join' GROUP BY log_key, user_key) AS joins
        WHERE joins.log_key = conversation_key AND joins.user_key = memberships.user_key;
      CREATE INDEX members_by_arrival ON memberships (conversation_key, joined_seq);

      -- The code is kept as it is: the room's owner and the maker may see it again.
      CREATE TABLE invite_links (
        code TEXT PRIMARY KEY,
        conversation_key INTEGER NOT NULL REFERENCES rooms (key),
        inviter_key INTEGER NOT NULL REFERENCES users (key),
        at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        uses_max INTEGER,
        uses INTEGER NOT NULL DEFAULT 0
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX invite_links_of_room ON invite_links (conversation_key, inviter_key);
      CREATE INDEX invite_links_by_end ON invite_links (expires_at);

      -- Rooms that their last member left, until they are erased. erased_seq: up to there nothing is left of their messages.
      CREATE TABLE empty_rooms (
        key INTEGER PRIMARY KEY REFERENCES rooms (key),
        erased_seq INTEGER NOT NULL DEFAULT 0
      ) STRICT;
    `);
    database.run(
      `INSERT INTO empty_rooms (key)
       SELECT rooms.key FROM rooms JOIN logs USING (key)
       WHERE logs.id <> ? AND NOT EXISTS (SELECT 1 FROM memberships WHERE conversation_key = rooms.key)`,
      LOBBY_ID,
    );
    database.run("UPDATE rooms SET is_private = 1 WHERE key IN (SELECT key FROM empty_rooms)");
    // Owners who left before had nobody to follow them.
    database.run(
      `UPDATE memberships SET role = 'owner' WHERE (conversation_key, user_key) IN (
         SELECT rooms.key, (SELECT user_key FROM memberships WHERE conversation_key = rooms.key ORDER BY joined_seq LIMIT 1)
         FROM rooms JOIN logs USING (key)
         WHERE logs.id <> ? AND NOT EXISTS (
           SELECT 1 FROM memberships WHERE conversation_key = rooms.key AND role = 'owner'
         )
       )`,
      LOBBY_ID,
    );
  },
};
