import { DELETED_NICKNAME } from "../../../protocol/people.ts";
import type { TableRule } from "./table-rule.ts";

/** A user of a key, as a sentence names them. `key` is a column that `logs` does not have, or one with its table. */
function user(key: string): string {
  return `coalesce((SELECT 'the user ' || id FROM logs WHERE key = ${key}), 'the user with the key ' || ${key})`;
}

/** What must never be in the tables of users, whatever is in logs. A user without a nickname_key is retired. */
export const peopleRules: readonly TableRule[] = [
  {
    kind: "wrong-session",
    sql: `SELECT 'The session ' || sessions.id || ' is of ' || ${user("user_key")} || ', who is retired or deleted' AS what
      FROM sessions JOIN users ON users.key = user_key WHERE nickname_key IS NULL`,
  },
  {
    kind: "wrong-session",
    sql: `SELECT 'The session ' || sessions.id || ' is of ' || ${user("sessions.user_key")} || ', who is banned from the server' AS what
      FROM restrictions JOIN sessions USING (user_key) WHERE conversation_key = 0 AND kind = 'ban' AND until IS NULL`,
  },
  {
    kind: "wrong-nickname",
    sql: `SELECT 'The nickname of ' || ${user("users.key")} || ' has a key and no skeleton, or a skeleton and no key' AS what
      FROM users WHERE (nickname_key IS NULL) <> (nickname_skeleton IS NULL)`,
  },
  {
    kind: "wrong-nickname",
    sql: `SELECT 'The nickname of ' || ${user("found.first_key")} || ' is that of ' || (holders - 1) || ' other users, too' AS what FROM (
        SELECT min(key) AS first_key, count(*) AS holders FROM users WHERE nickname_key IS NOT NULL GROUP BY nickname_key HAVING count(*) > 1) AS found`,
  },
  {
    kind: "wrong-nickname",
    sql: `SELECT 'The membership of ' || ${user("user_key")} || ' in ' || logs.id || ' has another nickname_key than the user' AS what
      FROM memberships JOIN users ON users.key = user_key JOIN logs ON logs.key = conversation_key
      WHERE users.nickname_key IS NOT NULL AND memberships.nickname_key <> users.nickname_key`,
  },
  {
    kind: "wrong-account",
    sql: `SELECT 'The table users says of ' || ${user("users.key")} || ' that is_account is ' || is_account || ', and the tables accounts and bots ' ||
        CASE WHEN accounts.user_key IS NULL AND bots.user_key IS NULL THEN 'lack them' ELSE 'have them' END AS what
      FROM users LEFT JOIN accounts ON accounts.user_key = users.key LEFT JOIN bots ON bots.user_key = users.key
      WHERE (accounts.user_key IS NOT NULL OR bots.user_key IS NOT NULL) <> (is_account = 1)`,
  },
  {
    kind: "wrong-bot",
    sql: `SELECT 'The bot ' || users.id || ' is retired, or has an account, or no id of a bot' AS what
      FROM bots JOIN users ON users.key = user_key
      WHERE nickname_key IS NULL OR substr(users.id, 1, 2) <> 'b_' OR user_key IN (SELECT user_key FROM accounts)`,
  },
  {
    kind: "wrong-bot",
    sql: `SELECT 'The bot ' || users.id || ' belongs to ' || logs.id || ', and it or its maker is no member there, or it is a member of another room' AS what
      FROM bots JOIN users ON users.key = bots.user_key JOIN logs ON logs.key = room_key
      WHERE NOT EXISTS (SELECT 1 FROM memberships WHERE user_key = bots.user_key AND conversation_key = room_key)
        OR (maker_key IS NOT NULL AND room_key NOT IN (SELECT key FROM empty_rooms)
          AND NOT EXISTS (SELECT 1 FROM memberships WHERE user_key = maker_key AND conversation_key = room_key))
        OR EXISTS (SELECT 1 FROM memberships JOIN rooms ON rooms.key = conversation_key
          WHERE memberships.user_key = bots.user_key AND conversation_key <> room_key)`,
  },
  {
    kind: "wrong-bot",
    sql: `SELECT 'The bot ' || users.id || ' has a role in ' || logs.id AS what
      FROM bots JOIN memberships ON memberships.user_key = bots.user_key JOIN users ON users.key = bots.user_key
      JOIN logs ON logs.key = conversation_key WHERE role <> 'member'`,
  },
  {
    kind: "wrong-account",
    sql: `SELECT 'The identity ' || subject || ' of ' || issuer || ' is of ' || ${user("user_key")} || ', who is retired or no account' AS what
      FROM identities JOIN users ON users.key = user_key WHERE nickname_key IS NULL OR is_account = 0`,
  },
  {
    // Accounts that were imported wait for a reset link.
    kind: "wrong-account",
    sql: `SELECT 'The account of ' || ${user("user_key")} || ' has neither a password nor an identity' AS what
      FROM accounts WHERE password_hash IS NULL AND NOT EXISTS (SELECT 1 FROM identities WHERE identities.user_key = accounts.user_key)
        AND user_key NOT IN (SELECT logs.key FROM imports JOIN logs ON logs.id = own_id WHERE imports.kind = 'user')`,
  },
  {
    kind: "wrong-restriction",
    sql: `SELECT 'The table users says of ' || ${user("users.key")} || ' that is_banned is ' || is_banned || ', and the table restrictions says otherwise' AS what
      FROM users WHERE (is_banned = 1) <> EXISTS (SELECT 1 FROM restrictions WHERE conversation_key = 0 AND kind = 'ban' AND user_key = users.key)`,
  },
  {
    kind: "wrong-restriction",
    sql: `SELECT 'A ' || restrictions.kind || ' of ' || ${user("user_key")} || ' is in the conversation with the key ' || conversation_key || ', which is no room' AS what
      FROM restrictions LEFT JOIN rooms ON rooms.key = conversation_key WHERE conversation_key <> 0 AND rooms.key IS NULL`,
  },
  {
    kind: "wrong-invitation",
    sql: `SELECT 'An open invitation into ' || logs.id || ' is by ' || ${user("inviter_key")} || ', who is no member there' AS what
      FROM invitations JOIN logs ON logs.key = invitations.conversation_key WHERE ended_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM memberships AS own WHERE own.user_key = inviter_key AND own.conversation_key = invitations.conversation_key)`,
  },
  {
    kind: "wrong-invitation",
    sql: `SELECT 'An invitation into ' || logs.id || ' is of ' || ${user("invited_key")} || ', who is a member there' AS what
      FROM invitations JOIN logs ON logs.key = invitations.conversation_key
      JOIN memberships ON user_key = invited_key AND memberships.conversation_key = invitations.conversation_key`,
  },
  {
    kind: "wrong-invitation",
    sql: `SELECT 'An invite link into ' || logs.id || ' is by ' || ${user("inviter_key")} || ', who is no member there, or let in more users than it may' AS what
      FROM invite_links JOIN logs ON logs.key = invite_links.conversation_key WHERE uses > uses_max
        OR NOT EXISTS (SELECT 1 FROM memberships AS own WHERE own.user_key = inviter_key AND own.conversation_key = invite_links.conversation_key)`,
  },
  ...deletedUserRules(),
];

/** Of a deleted user who is not doomed any more nothing is left but a row and places in logs. */
function deletedUserRules(): TableRule[] {
  const gone = "SELECT key FROM users WHERE nickname = ? AND key NOT IN (SELECT user_key FROM doomed_users)";
  const ofGone = [
    { table: "memberships", column: "user_key" },
    { table: "mentions", column: "user_key" },
    { table: "files", column: "user_key" },
    { table: "erasures", column: "user_key" },
  ];
  const ofDeleted = [
    { table: "accounts", column: "user_key" },
    { table: "restrictions", column: "user_key" },
    { table: "reports", column: "author_key" },
    { table: "blocks", column: "user_key" },
    { table: "push_subscriptions", column: "user_key" },
  ];
  const left = ({ table, column }: { table: string; column: string }, users: string): TableRule => ({
    kind: "left-of-deleted",
    sql: `SELECT 'The table ${table} still has ' || count || ' rows of ' || ${user("found.of_key")} || ', who was deleted' AS what
      FROM (SELECT ${column} AS of_key, count(*) AS count FROM ${table} WHERE ${column} IN (${users}) GROUP BY ${column}) AS found`,
    values: [DELETED_NICKNAME],
  });
  return [
    ...ofGone.map((where) => left(where, gone)),
    ...ofDeleted.map((where) => left(where, "SELECT key FROM users WHERE nickname = ?")),
    {
      kind: "left-of-deleted",
      sql: `SELECT 'The table users still has a picture, a status, a tone or a nickname_key of ' || ${user("users.key")} || ', who was deleted' AS what
        FROM users WHERE nickname = ? AND (picture IS NOT NULL OR status IS NOT NULL OR tone IS NOT NULL OR nickname_key IS NOT NULL)`,
      values: [DELETED_NICKNAME],
    },
    {
      kind: "left-of-deleted",
      sql: `SELECT 'The table doomed_users has ' || ${user("user_key")} || ', who was not deleted' AS what
        FROM doomed_users JOIN users ON users.key = user_key WHERE nickname <> ?`,
      values: [DELETED_NICKNAME],
    },
    {
      kind: "wrong-membership",
      sql: `SELECT ${user("user_key")} || ' is retired and still a member of the room ' || logs.id AS what
        FROM memberships JOIN users ON users.key = user_key JOIN logs ON logs.key = conversation_key
        WHERE users.nickname_key IS NULL AND kind = 'room'`,
    },
  ];
}
