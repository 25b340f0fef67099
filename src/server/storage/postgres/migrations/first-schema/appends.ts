import { CLUSTER_LOCK } from "../../locks.ts";

/**
 * Appends the plain messages of a batch, all of one lane: no mention, reply or file, in a conversation without rules, mutes or blocks, by a member who may write, and not sent before. A message that
 * is anything else has no row in the answer: the verb `appendMessage` decides about it. `place` is a message's number in the batch. The marker of an author who had read everything moves onto their message,
 * as the verb does it: those of the first author in a row.
 *
 * Each row is found by the index that is meant for it, whatever Postgres knows of the tables: a plan that it made while they were empty, or without statistics after a restore, read all events for
 * each batch. `OFFSET 0` keeps the lookup of a membership by itself, so that its primary key is the best way.
 *
 * Answers JSON: `feed` (null when nothing was appended), `seen`, `messages` and `logs`.
 */
export const appends = `
CREATE FUNCTION append_messages(asked_lane INTEGER, given JSON) RETURNS JSON LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  next_id BIGINT;
  seen_id BIGINT;
  known TEXT[];
  answer JSON;
BEGIN
  -- The lane first: of appends that wait for their turn, a verb waits for none.
  UPDATE lanes SET feed = feed + 1 WHERE lane = asked_lane RETURNING feed INTO next_id;
  PERFORM pg_advisory_xact_lock_shared(${CLUSTER_LOCK});
  SELECT lanes.feed INTO seen_id FROM lanes WHERE lane = 0;

  SELECT array_agg(client_message_id) INTO known FROM events
  WHERE client_message_id = ANY (ARRAY(SELECT element ->> 'message' FROM json_array_elements(given) AS element));

  WITH asked AS MATERIALIZED (
    SELECT * FROM json_to_recordset(given)
      AS asked (place INTEGER, conversation TEXT COLLATE "C", author TEXT COLLATE "C", message TEXT COLLATE "C", at BIGINT, body TEXT COLLATE "C")
  ), plain AS MATERIALIZED (
    SELECT asked.*, log.key AS log_key, log.id AS log_id, log.kind, log.head, log.message_count, log.floor_message_count,
      users.key AS user_key, users.nickname, users.tone, users.picture, member.read_message_count,
      row_number() OVER in_log AS number, first_value(users.key) OVER in_log AS first_user_key
    FROM asked
    JOIN logs AS log ON log.id = asked.conversation AND log.kind <> 'user' AND log.is_guarded = 0
    JOIN logs AS own ON own.id = asked.author
    JOIN users ON users.key = own.key AND users.writes_from <= asked.at
    JOIN LATERAL (
      SELECT is_listed, read_message_count FROM memberships WHERE user_key = users.key AND conversation_key = log.key OFFSET 0
    ) AS member ON true
    WHERE member.is_listed = 1 AND (known IS NULL OR asked.message <> ALL (known))
      AND (log.kind = 'room' OR (
        NOT EXISTS (SELECT 1 FROM memberships WHERE conversation_key = log.key AND is_listed = 0)
        AND NOT EXISTS (SELECT 1 FROM rooms WHERE private_messages <> 'all')
        AND NOT EXISTS (SELECT 1 FROM directs JOIN blocks
          ON (user_key = low_user_key AND blocked_key = high_user_key) OR (user_key = high_user_key AND blocked_key = low_user_key)
          WHERE directs.key = log.key)))
    WINDOW in_log AS (PARTITION BY log.key ORDER BY place)
  ), numbered AS MATERIALIZED (
    SELECT plain.*, head + number AS seq,
      count(*) FILTER (WHERE user_key <> first_user_key) OVER (PARTITION BY log_key ORDER BY number) AS others_before
    FROM plain
  ), written AS (
    INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count)
    SELECT log_key, seq, at, 'message', user_key, message, body, message_count + number FROM numbered
  ), grown AS MATERIALIZED (
    SELECT log_key, min(log_id) AS log_id, min(kind) AS kind, min(head) AS after, count(*) AS count, min(message_count) + count(*) AS message_count
    FROM numbered GROUP BY log_key
  ), moved AS (
    UPDATE logs SET head = after + count, message_count = grown.message_count, last_message_seq = after + count
    FROM grown WHERE logs.key = grown.log_key
  ), noted AS (
    INSERT INTO feed (lane, id, seen, kind, log_key, after, count, message_count)
    SELECT asked_lane, next_id, seen_id, 'log', log_key, after, count, message_count FROM grown
  ), authors AS (
    SELECT log_key, user_key, min(kind) AS kind, max(at) AS at,
      max(seq) FILTER (WHERE others_before = 0 AND greatest(read_message_count, floor_message_count) = message_count) AS read_seq,
      max(message_count + number) FILTER (WHERE others_before = 0 AND greatest(read_message_count, floor_message_count) = message_count) AS read_count
    FROM numbered GROUP BY log_key, user_key
  ), marked AS (
    UPDATE memberships SET read_seq = coalesce(authors.read_seq, memberships.read_seq),
      read_message_count = coalesce(read_count, read_message_count),
      used_at = CASE WHEN kind = 'direct' THEN greatest(coalesce(used_at, 0), at) ELSE used_at END
    FROM authors WHERE memberships.user_key = authors.user_key AND conversation_key = log_key AND (authors.read_seq IS NOT NULL OR kind = 'direct')
  )
  SELECT json_build_object(
    'feed', next_id,
    'seen', seen_id,
    'messages', coalesce((SELECT json_agg(json_build_array(place, seq, nickname, tone, picture) ORDER BY place) FROM numbered), '[]'),
    'logs', coalesce((SELECT json_agg(json_build_array(log_id, kind, after, message_count)) FROM grown), '[]')
  ) INTO answer;

  IF json_array_length(answer -> 'messages') = 0 THEN
    UPDATE lanes SET feed = next_id - 1 WHERE lane = asked_lane;
  END IF;
  RETURN answer;
END $$;
`;
