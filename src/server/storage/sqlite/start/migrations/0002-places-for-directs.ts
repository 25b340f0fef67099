import type { Migration } from "./migration.ts";

/**
 * Which direct message conversation gives way in a full list depends on the user's actions, and not on the actions of others.
 * The index counts a list without passing those that strangers opened.
 */
export const placesForDirects: Migration = {
  name: "places for directs",
  up(database) {
    database.script(`
      -- When the user last opened the direct message conversation or wrote in it. NULL: never, or a room.
      ALTER TABLE memberships ADD COLUMN used_at INTEGER;
      UPDATE memberships SET used_at = (
        SELECT max(at) FROM events
        WHERE log_key = conversation_key AND events.user_key = memberships.user_key AND type = 'message'
      ) WHERE conversation_key IN (SELECT key FROM directs);
      CREATE INDEX listed_memberships ON memberships (user_key) WHERE is_listed = 1;
    `);
  },
};
