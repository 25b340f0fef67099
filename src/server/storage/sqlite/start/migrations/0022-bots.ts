import type { Migration } from "./migration.ts";

/** Users that are programs. */
export const bots: Migration = {
  name: "bots",
  up(database) {
    database.script(`
      -- maker_key: who made its present token; NULL for the operator. room_key: the room that it belongs to; NULL for a bot of the server. scopes: words, with blanks between.
      CREATE TABLE bots (
        user_key INTEGER PRIMARY KEY REFERENCES users (key),
        maker_key INTEGER REFERENCES users (key),
        room_key INTEGER REFERENCES rooms (key),
        scopes TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX bots_of_maker ON bots (maker_key);
      CREATE INDEX bots_of_room ON bots (room_key);
    `);
  },
};
