import { type Damage, inLobby, key, set } from "./damage.ts";

export const tableDamages: readonly Damage[] = [
  set(
    "a member is gone",
    ["wrong-membership", "wrong-own-log", "wrong-member-count"],
    ({ room }) => room,
    ({ room, ben }) => `DELETE FROM memberships WHERE conversation_key = ${key(room)} AND user_key = ${key(ben.id)}`,
  ),
  set(
    "a member never joined",
    ["missing-event", "wrong-membership"],
    ({ room }) => room,
    ({ room, ben }) => `DELETE FROM events WHERE log_key = ${key(room)} AND user_key = ${key(ben.id)} AND type = 'join'`,
  ),
  set(
    "a member count is wrong",
    ["wrong-member-count"],
    ({ room }) => room,
    ({ room }) => `UPDATE rooms SET member_count = 9 WHERE key = ${key(room)}`,
  ),
  set(
    "a conversation is in no list",
    ["wrong-own-log"],
    ({ direct }) => direct,
    ({ direct, ann }) =>
      `UPDATE memberships SET is_listed = 0 WHERE conversation_key = ${key(direct)} AND user_key = ${key(ann.id)}`,
  ),
  set(
    "a room has no owner",
    ["wrong-owner"],
    ({ room }) => room,
    ({ room }) => `UPDATE memberships SET role = 'member' WHERE conversation_key = ${key(room)}`,
  ),
  set(
    "a room lost its row",
    ["wrong-log-row", "broken-reference"],
    ({ room }) => `${room}|a row of rooms`,
    ({ room }) => `DELETE FROM rooms WHERE key = ${key(room)}`,
  ),
  set(
    "a room has no guard",
    ["wrong-room"],
    ({ room }) => room,
    ({ room }) => `UPDATE logs SET is_guarded = 0 WHERE id = '${room}'`,
  ),
  set(
    "the name of a room has another key",
    ["wrong-room"],
    ({ room }) => room,
    ({ room }) => `UPDATE rooms SET name_key = 'cave' WHERE key = ${key(room)}`,
  ),
  set(
    "an erased room is public",
    ["wrong-room"],
    ({ erasedRoom }) => erasedRoom,
    ({ erasedRoom }) => `UPDATE rooms SET is_private = 0 WHERE key = ${key(erasedRoom)}`,
  ),
  set(
    "what was said in an erased room is back",
    ["left-of-deleted", "unindexed-message"],
    ({ erasedRoom }) => erasedRoom,
    ({ erasedRoom }) => `UPDATE events SET body = 'back', details = NULL WHERE log_key = ${key(erasedRoom)} AND type = 'message'`,
  ),
  set(
    "a read marker is nowhere",
    ["wrong-read-marker"],
    ({ ben }) => ben.id,
    ({ room, ben }) => `UPDATE memberships SET read_seq = 99 WHERE conversation_key = ${key(room)} AND user_key = ${key(ben.id)}`,
  ),
  set(
    "a session is of a deleted user",
    ["wrong-session"],
    ({ deleted }) => deleted.id,
    ({ deleted }) => `UPDATE sessions SET user_key = ${key(deleted.id)} WHERE token_hash = 'two'`,
  ),
  set(
    "a nickname has another key",
    ["wrong-nickname"],
    ({ ben }) => ben.id,
    ({ ben }) => `UPDATE users SET nickname_key = 'benny' WHERE id = '${ben.id}'`,
    ({ ben }) => `UPDATE memberships SET nickname_key = 'benny' WHERE user_key = ${key(ben.id)}`,
  ),
  set(
    "an account is no account",
    ["wrong-account"],
    ({ ben }) => ben.id,
    ({ ben }) => `UPDATE users SET is_account = 0 WHERE id = '${ben.id}'`,
  ),
  set(
    "a bot is a user like others",
    ["wrong-bot"],
    ({ ann }) => ann.id,
    ({ ann }) => `INSERT INTO bots (user_key, scopes, created_at) SELECT ${key(ann.id)}, 'read', 1`,
  ),
  set(
    "a ban is not noted",
    ["wrong-restriction"],
    ({ ben }) => ben.id,
    ({ ben }) => `UPDATE users SET is_banned = 1 WHERE id = '${ben.id}'`,
  ),
  set(
    "a deleted user has a file",
    ["left-of-deleted", "missing-blob"],
    ({ deleted }) => `${deleted.id}|f_of-eve`,
    ({ deleted }) =>
      `INSERT INTO files (id, user_key, name, type, upload_length, byte_length, created_at, completed_at) SELECT 'f_of-eve', ${key(deleted.id)}, 'a', 'b', 1, 1, 1, 1`,
  ),
  set(
    "a deleted user's words are back",
    ["left-of-deleted"],
    ({ deleted }) => deleted.id,
    ({ deleted }) =>
      `UPDATE events SET body = '{"isShared":true}', type = 'reads-shared' WHERE log_key = ${key(deleted.id)} AND type = 'left'`,
  ),
  set(
    "a deleted user has a picture",
    ["left-of-deleted", "missing-picture"],
    ({ deleted }) => deleted.id,
    ({ deleted }) => `UPDATE users SET picture = 'f_gone' WHERE id = '${deleted.id}'`,
  ),
  set(
    "a link let in too many",
    ["wrong-invitation"],
    ({ room }) => room,
    () => "UPDATE invite_links SET uses = 5",
  ),
  set(
    "a report is of another author",
    ["wrong-report"],
    inLobby(({ reported }) => reported),
    ({ ann }) => `UPDATE reports SET author_key = ${key(ann.id)}`,
  ),
  set(
    "a reference is broken",
    ["broken-reference"],
    () => "rows of the table audit",
    () => "UPDATE audit SET actor_key = 99999",
  ),
  set(
    "a value is invalid in its table",
    ["damaged-page"],
    () => "accounts",
    () => "PRAGMA ignore_check_constraints = ON",
    () => "UPDATE accounts SET server_role = 'king'",
  ),
  set(
    "a table is missing",
    ["incomplete-schema"],
    () => "the table slow_marks is missing",
    () => "DROP TABLE slow_marks",
  ),
  set(
    "the epoch is missing",
    ["missing-epoch"],
    () => "has no epoch",
    () => "DELETE FROM meta",
  ),
];
