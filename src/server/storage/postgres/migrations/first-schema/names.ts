/** What the verbs call by a name that Postgres does not have. */
export const names = `
CREATE FUNCTION max(one BIGINT, other BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN one IS NULL OR other IS NULL THEN NULL ELSE greatest(one, other) END;
CREATE FUNCTION min(one BIGINT, other BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN one IS NULL OR other IS NULL THEN NULL ELSE least(one, other) END;
CREATE FUNCTION instr(text TEXT, part TEXT) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN strpos(text, part);
CREATE FUNCTION json_quote(text TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN to_json(text)::text;
CREATE FUNCTION json_remove(text TEXT, VARIADIC paths TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (text::jsonb - (SELECT array_agg(substr(path, 3)) FROM unnest(paths) AS path))::text;

CREATE FUNCTION server_ban_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users SET is_banned = 1 WHERE key = new.user_key;
  RETURN NULL;
END $$;
CREATE TRIGGER server_ban_begins AFTER INSERT ON restrictions
  FOR EACH ROW WHEN (new.conversation_key = 0 AND new.kind = 'ban') EXECUTE FUNCTION server_ban_begins();
CREATE FUNCTION server_ban_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users SET is_banned = 0 WHERE key = old.user_key;
  RETURN NULL;
END $$;
CREATE TRIGGER server_ban_ends AFTER DELETE ON restrictions
  FOR EACH ROW WHEN (old.conversation_key = 0 AND old.kind = 'ban') EXECUTE FUNCTION server_ban_ends();
`;
