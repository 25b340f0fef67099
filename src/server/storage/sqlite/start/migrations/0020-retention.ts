import type { Migration } from "./migration.ts";

/** The floor of a log can rise: what is older than a room or the server keeps goes. */
export const retention: Migration = {
  name: "retention",
  up(database) {
    database.script(`
      -- floor_message_count: the log's, up to the floor. cleared_seq: up to here there are no rows; behind it, up to the floor, there are only
      -- rows of the type 'trimmed', without a text, by which a message that is sent again is known.
      ALTER TABLE logs ADD COLUMN floor_message_count INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE logs ADD COLUMN cleared_seq INTEGER NOT NULL DEFAULT 0;

      -- Of the rules, what housekeeping asks about. created_at: of a room whose first event is not kept.
      ALTER TABLE rooms ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE rooms ADD COLUMN retention_messages INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE rooms ADD COLUMN created_at INTEGER;

      -- The row of the message may be gone before the index has forgotten the text.
      ALTER TABLE scrubs ADD COLUMN author_key INTEGER;
      UPDATE scrubs SET author_key =
        (SELECT user_key FROM events WHERE events.log_key = scrubs.log_key AND events.seq = scrubs.seq);

      -- The time as the server has lived through it: retention believes no other.
      INSERT INTO meta (name, value)
        SELECT 'lived_until', cast(max(at) AS TEXT) FROM events JOIN logs ON log_key = key AND seq = head HAVING max(at) IS NOT NULL;
    `);
  },
};
