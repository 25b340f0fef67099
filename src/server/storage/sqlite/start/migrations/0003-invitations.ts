import type { Migration } from "./migration.ts";

/** To be invited was to be a member; now it is to be asked. Memberships of before stay. */
export const invitations: Migration = {
  name: "invitations",
  up(database) {
    database.script(`
      -- ended_at: declined, withdrawn or displaced; kept for invitationRestMs. Accepted ones are deleted.
      -- is_known: the invited had used the direct message conversation with the inviter when they were asked.
      CREATE TABLE invitations (
        invited_key INTEGER NOT NULL REFERENCES users (key),
        conversation_key INTEGER NOT NULL REFERENCES rooms (key),
        inviter_key INTEGER NOT NULL REFERENCES users (key),
        at INTEGER NOT NULL,
        is_known INTEGER NOT NULL,
        ended_at INTEGER,
        PRIMARY KEY (invited_key, conversation_key, inviter_key)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX invitations_of_inviter ON invitations (inviter_key, conversation_key);
      CREATE INDEX open_invitations_by_time ON invitations (at) WHERE ended_at IS NULL;
      CREATE INDEX ended_invitations_by_time ON invitations (ended_at) WHERE ended_at IS NOT NULL;
    `);
  },
};
