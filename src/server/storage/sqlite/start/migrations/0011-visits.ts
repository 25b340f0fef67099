import type { Migration } from "./migration.ts";

/** Sessions of clients that keep nothing: they end minutes after their last connection. */
export const visits: Migration = {
  name: "visits",
  up(database) {
    database.script("ALTER TABLE sessions ADD COLUMN is_visit INTEGER NOT NULL DEFAULT 0;");
  },
};
