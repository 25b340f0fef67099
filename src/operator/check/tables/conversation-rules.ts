import { LOBBY_ID } from "../../../protocol/ids.ts";
import type { TableRule } from "./table-rule.ts";

/** What must never be in the tables of conversations. A room that is closed has a row in empty_rooms until it is erased, and no name afterwards. */
export const conversationRules: readonly TableRule[] = [
  {
    kind: "wrong-log-row",
    sql: `SELECT 'The ' || kind || '''s log ' || logs.id || ' has no row in the table ' || CASE kind WHEN 'user' THEN 'users' ELSE kind || 's' END AS what FROM logs
      WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.key = logs.key AND users.id = logs.id AND kind = 'user')
        AND NOT EXISTS (SELECT 1 FROM rooms WHERE rooms.key = logs.key AND kind = 'room')
        AND NOT EXISTS (SELECT 1 FROM directs WHERE directs.key = logs.key AND kind = 'direct')`,
  },
  {
    kind: "wrong-member-count",
    sql: `SELECT 'The room ' || logs.id || ' counts ' || member_count || ' members and has ' ||
        (SELECT count(*) FROM memberships WHERE conversation_key = rooms.key) AS what
      FROM rooms JOIN logs USING (key)
      WHERE member_count <> (SELECT count(*) FROM memberships WHERE conversation_key = rooms.key)`,
  },
  {
    kind: "wrong-owner",
    sql: `SELECT 'The room ' || logs.id || ' has ' || owners || ' owners' AS what FROM (
        SELECT conversation_key AS key, count(*) FILTER (WHERE role = 'owner') AS owners FROM memberships INDEXED BY members_by_arrival GROUP BY conversation_key
      ) AS counted JOIN logs USING (key)
      WHERE kind = 'room' AND logs.id <> ? AND owners <> 1 AND key NOT IN (SELECT key FROM empty_rooms)`,
    values: [LOBBY_ID],
  },
  {
    kind: "wrong-owner",
    sql: `SELECT 'The lobby has an owner, the user ' || users.id AS what FROM memberships JOIN users ON users.key = user_key
      WHERE role = 'owner' AND conversation_key = (SELECT key FROM logs WHERE id = ?)`,
    values: [LOBBY_ID],
  },
  {
    kind: "wrong-room",
    sql: `SELECT 'The room ' || logs.id || ' has no member and is not closed' AS what FROM rooms JOIN logs USING (key)
      WHERE NOT EXISTS (SELECT 1 FROM memberships WHERE conversation_key = rooms.key) AND name <> '' AND logs.id <> ?
        AND key NOT IN (SELECT key FROM empty_rooms)`,
    values: [LOBBY_ID],
  },
  {
    kind: "wrong-room",
    sql: `SELECT 'The closed room ' || logs.id || ' is public' AS what FROM rooms JOIN logs USING (key)
      WHERE is_private = 0 AND (name = '' OR key IN (SELECT key FROM empty_rooms))`,
  },
  {
    kind: "wrong-room",
    sql: `SELECT 'The erased room ' || logs.id || ' has members, a description, an emoji or a picture' AS what FROM rooms JOIN logs USING (key)
      WHERE name = '' AND (description <> '' OR emoji <> '' OR picture IS NOT NULL
        OR EXISTS (SELECT 1 FROM memberships WHERE conversation_key = rooms.key))`,
  },
  {
    kind: "wrong-membership",
    sql: `SELECT 'The private conversation ' || logs.id || ' has a member besides its two users' AS what
      FROM directs JOIN logs USING (key) JOIN memberships ON conversation_key = directs.key
      WHERE user_key NOT IN (low_user_key, high_user_key)`,
  },
  {
    kind: "wrong-membership",
    sql: `SELECT 'The private conversation ' || logs.id || ' lacks the place of the user ' || users.id AS what
      FROM directs JOIN logs USING (key) JOIN users ON users.key IN (low_user_key, high_user_key)
      WHERE users.nickname_key IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM memberships WHERE user_key = users.key AND conversation_key = directs.key)`,
  },
  {
    kind: "wrong-read-marker",
    sql: `SELECT 'The read marker of the user ' || users.id || ' in ' || logs.id || ' (seq ' || read_seq || ', ' || read_message_count ||
        ' messages) is at no place of that log' AS what
      FROM memberships JOIN logs ON logs.key = conversation_key JOIN users ON users.key = user_key
      WHERE read_seq > head OR read_seq < 0 OR read_message_count > message_count OR read_message_count < 0
        OR (read_seq > floor AND read_message_count <> (SELECT events.message_count FROM events WHERE log_key = conversation_key AND seq = read_seq))`,
  },
  {
    kind: "wrong-report",
    sql: `SELECT 'The report ' || reports.id || ' is of seq ' || reports.seq || ' of the log ' || logs.id || ', which is no message of that author' AS what
      FROM reports JOIN logs ON logs.key = reports.log_key LEFT JOIN events ON events.log_key = reports.log_key AND events.seq = reports.seq
      WHERE reports.seq > head OR (reports.seq > floor AND (events.seq IS NULL OR events.type <> 'message' OR coalesce(events.user_key, 0) <> author_key))`,
  },
  {
    kind: "wrong-report",
    sql: `SELECT 'The report ' || id || ' is resolved and still has the text' AS what FROM reports WHERE resolved_at IS NOT NULL AND text <> ''`,
  },
  {
    kind: "repeated-message-id",
    sql: `SELECT 'The user ' || users.id || ' has ' || found.count || ' messages with the clientMessageId ' || found.id || ', one at seq ' || found.seq || ' of ' ||
        (SELECT id FROM logs WHERE key = (SELECT log_key FROM events WHERE client_message_id = found.id AND user_key = found.user_key LIMIT 1)) AS what
      FROM (SELECT client_message_id AS id, user_key, count(*) AS count, min(seq) AS seq FROM events INDEXED BY sent_messages
        WHERE client_message_id IS NOT NULL GROUP BY client_message_id, user_key HAVING count(*) > 1) AS found JOIN users ON users.key = found.user_key`,
  },
];
