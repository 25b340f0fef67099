import type { Migration } from "./migration.ts";

/** Who a user is elsewhere, and the proofs of it that work once. */
export const identities: Migration = {
  name: "identities",
  up(database) {
    database.script(`
      CREATE TABLE identities (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        user_key INTEGER NOT NULL REFERENCES users (key),
        PRIMARY KEY (issuer, subject)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX identities_by_user ON identities (user_key);

      -- By the hash of what names them, until they have expired anyway.
      CREATE TABLE used_proofs (
        proof_hash TEXT PRIMARY KEY,
        expires_at INTEGER NOT NULL
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX used_proofs_by_end ON used_proofs (expires_at);
    `);
  },
};
