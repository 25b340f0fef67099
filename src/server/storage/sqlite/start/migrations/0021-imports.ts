import type { Migration } from "./migration.ts";

/** What came from other servers, and conversations that are on their way in. */
export const imports: Migration = {
  name: "imports",
  up(database) {
    database.script(`
      -- Which id of a source is which here. was_here: the user was here before. was_deleted: they came as a deleted user.
      CREATE TABLE imports (
        source TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('user', 'conversation', 'file')),
        foreign_id TEXT NOT NULL,
        own_id TEXT NOT NULL,
        was_here INTEGER NOT NULL DEFAULT 0,
        was_deleted INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (source, kind, foreign_id)
      ) WITHOUT ROWID, STRICT;

      -- Conversations that are not open yet. details: JSON of what they will be (NewImportedConversation).
      CREATE TABLE import_builds (
        key INTEGER PRIMARY KEY REFERENCES logs (key),
        details TEXT NOT NULL
      ) STRICT;

      -- Their members. details: JSON of ImportedMember.
      CREATE TABLE import_members (
        key INTEGER NOT NULL REFERENCES import_builds (key),
        user_key INTEGER NOT NULL REFERENCES users (key),
        details TEXT NOT NULL,
        PRIMARY KEY (key, user_key)
      ) WITHOUT ROWID, STRICT;
    `);
  },
};
