import type { Migration } from "./migration.ts";

/**
 * Users that are programs; see sqlite/start/migrations/0022-bots.ts.
 *
 * A node of the version before goes on beside it: it knows no hash of a bot's token, and so grants a bot nothing.
 */
export const bots: Migration = {
  name: "bots",
  sql: `
    CREATE TABLE bots (
      user_key BIGINT PRIMARY KEY REFERENCES users (key),
      maker_key BIGINT REFERENCES users (key),
      room_key BIGINT REFERENCES rooms (key),
      scopes TEXT COLLATE "C" NOT NULL,
      created_at BIGINT NOT NULL
    );
    CREATE INDEX bots_of_maker ON bots (maker_key);
    CREATE INDEX bots_of_room ON bots (room_key);
  `,
};
