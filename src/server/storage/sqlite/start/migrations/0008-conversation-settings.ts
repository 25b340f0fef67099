import type { Migration } from "./migration.ts";

/** A user's own settings of a conversation: they come and go with the membership. */
export const conversationSettings: Migration = {
  name: "settings of conversations",
  up(database) {
    database.script(`
      ALTER TABLE memberships ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;
      -- The message count of the log when the user archived it. NULL: not archived.
      ALTER TABLE memberships ADD COLUMN archived_message_count INTEGER;
      -- A word of the protocol. NULL: the default.
      ALTER TABLE memberships ADD COLUMN notify TEXT;
      ALTER TABLE memberships ADD COLUMN is_marked_unread INTEGER NOT NULL DEFAULT 0;
    `);
  },
};
