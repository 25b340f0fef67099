import type { Migration } from "./migration.ts";

/** Pictures of users and rooms, by the id of the upload that each was made of. NULL: none was chosen. */
export const pictures: Migration = {
  name: "pictures",
  up(database) {
    database.script(`
      ALTER TABLE users ADD COLUMN picture TEXT;
      ALTER TABLE rooms ADD COLUMN picture TEXT;
      CREATE UNIQUE INDEX users_by_picture ON users (picture) WHERE picture IS NOT NULL;
      CREATE UNIQUE INDEX rooms_by_picture ON rooms (picture) WHERE picture IS NOT NULL;
    `);
  },
};
