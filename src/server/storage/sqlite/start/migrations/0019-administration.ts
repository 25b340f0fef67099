import type { Migration } from "./migration.ts";

/** What administrators change while the server runs, and networks that are banned. */
export const administration: Migration = {
  name: "administration",
  up(database) {
    database.script(`
      -- value is JSON. Without a row a setting has its default, or what the operator chose at the start.
      CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

      -- network is in the one form of address-networks.ts. Without an end it holds until it is lifted; without by_key it was the operator.
      CREATE TABLE address_bans (
        network TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        until INTEGER,
        reason TEXT,
        by_key INTEGER REFERENCES users (key)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX address_bans_by_end ON address_bans (until) WHERE until IS NOT NULL;
    `);
  },
};
