import type { Migration } from "./migration.ts";

/** Where the last message of each log is, so that a list of conversations can show it. */
export const lastMessages: Migration = {
  name: "last messages",
  up(database) {
    database.script(`
      -- 0: none was written yet. A deleted message is still the last one.
      ALTER TABLE logs ADD COLUMN last_message_seq INTEGER NOT NULL DEFAULT 0;
      -- What follows the last message are joins and changes: few rows are read for each log.
      UPDATE logs SET last_message_seq = coalesce(
        (SELECT seq FROM events WHERE log_key = logs.key AND type = 'message' ORDER BY seq DESC LIMIT 1), 0
      ) WHERE message_count > 0;
    `);
  },
};
