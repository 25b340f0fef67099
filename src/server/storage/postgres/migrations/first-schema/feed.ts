/**
 * What every node follows; see docs/adr/0031-postgres-is-the-log.md. `lanes.feed` is the last feed id of a lane. Lane 0 is that of verb transactions, which note rows under the next id while
 * they run, and take it at their end (`finish_verbs`).
 */
export const feed = `
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE lanes (
  lane INTEGER PRIMARY KEY,
  feed BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

-- seen: where lane 0 stood. A row is of a log that grew, of a session that ended, or of settings that changed.
CREATE TABLE feed (
  lane INTEGER NOT NULL,
  id BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  noted_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('log', 'session', 'settings')),
  log_key BIGINT,
  after BIGINT,
  count BIGINT,
  message_count BIGINT,
  session_id TEXT COLLATE "C",
  user_key BIGINT
);
CREATE INDEX feed_in_order ON feed (lane, id);
CREATE INDEX feed_by_time ON feed (noted_at);

-- What is beyond the cursors, those of all lanes from lane 0 on; so many ids of a lane at most. A lane with nothing new has one row without an id. Whatever Postgres knows of the tables, each row is found by
-- its index: of large ones it would rather read all rows of feed, logs and users each time, and of empty ones make a plan for a few.
CREATE FUNCTION read_feed(cursors BIGINT[], ids_max INTEGER) RETURNS TABLE (
  lane INTEGER, top BIGINT, id BIGINT, seen BIGINT, kind TEXT, "logId" TEXT, "logKind" TEXT, after BIGINT, count BIGINT, "messageCount" BIGINT, "sessionId" TEXT, "userId" TEXT
) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT lanes.lane, lanes.feed, news.id, news.seen, news.kind, logs.id, logs.kind, news.after, news.count, news.message_count, news.session_id, users.id
  FROM lanes
  LEFT JOIN LATERAL (
    SELECT * FROM feed WHERE feed.lane = lanes.lane AND feed.id > cursors[lanes.lane + 1] AND feed.id <= cursors[lanes.lane + 1] + ids_max OFFSET 0
  ) AS news ON true
  LEFT JOIN logs ON logs.key = news.log_key
  LEFT JOIN users ON users.key = news.user_key
  ORDER BY lanes.lane, news.id;
END $$;

CREATE FUNCTION finish_verbs(grown JSON) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  next_id BIGINT := (SELECT lanes.feed + 1 FROM lanes WHERE lane = 0);
BEGIN
  INSERT INTO feed (lane, id, seen, kind, log_key, after, count, message_count)
    SELECT 0, next_id, next_id - 1, 'log', logs.key, given.after, given.count, given.message_count
    FROM json_to_recordset(grown) AS given (id TEXT COLLATE "C", after BIGINT, count BIGINT, message_count BIGINT) JOIN logs ON logs.id = given.id;
  IF EXISTS (SELECT 1 FROM feed WHERE lane = 0 AND id = next_id) THEN
    UPDATE lanes SET feed = next_id WHERE lane = 0;
    RETURN next_id;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION note_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed (lane, id, seen, kind, session_id, user_key)
    SELECT 0, lanes.feed + 1, lanes.feed, 'session', old.id, old.user_key FROM lanes WHERE lane = 0;
  RETURN NULL;
END $$;
CREATE TRIGGER note_ended_session AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION note_ended_session();

CREATE FUNCTION note_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed (lane, id, seen, kind) SELECT 0, lanes.feed + 1, lanes.feed, 'settings' FROM lanes WHERE lane = 0;
  RETURN NULL;
END $$;
CREATE TRIGGER note_settings AFTER INSERT OR UPDATE OR DELETE ON settings FOR EACH STATEMENT EXECUTE FUNCTION note_settings();
CREATE TRIGGER note_settings AFTER INSERT OR UPDATE OR DELETE ON address_bans FOR EACH STATEMENT EXECUTE FUNCTION note_settings();
`;
