import type { Migration } from "./migration.ts";

/** Users who do not let others see how far they have read. */
export const readSharing: Migration = {
  name: "read sharing",
  up(database) {
    database.script("ALTER TABLE users ADD COLUMN is_read_shared INTEGER NOT NULL DEFAULT 1;");
  },
};
