import type { Database } from "../../sql/database.ts";
import { records } from "./records.ts";

/** Messages of a chunk: a place in it is one byte. */
export const PLACES_PER_CHUNK = 256;

export function chunkOf(seq: number): number {
  return Math.floor(seq / PLACES_PER_CHUNK);
}

/** The places that a row of postings has, as seqs, in no order. */
export function seqsOf(chunk: number, hexPlaces: string): number[] {
  return [...Buffer.from(hexPlaces, "hex")].map((place) => chunk * PLACES_PER_CHUNK + place);
}

interface Change {
  readonly token: string;
  readonly logKey: number;
  readonly chunk: number;
  readonly added: Set<number>;
  readonly removed: Set<number>;
}

const given = records("?", "given", 'token TEXT COLLATE "C", log_key BIGINT, chunk INTEGER, places TEXT');
const isSame = "old.token = given.token AND old.log_key = given.log_key AND old.chunk = given.chunk";
const addSql = `
  INSERT INTO search_postings AS old (token, log_key, chunk, places)
  SELECT token, log_key, chunk, decode(places, 'hex') FROM ${given} ORDER BY token, log_key, chunk
  ON CONFLICT (token, log_key, chunk) DO UPDATE SET places = old.places || excluded.places`;
// Row by row through the primary key, however long the planner takes the list to be.
const readSql = `
  SELECT given.token, given.log_key AS logKey, given.chunk, old.places
  FROM ${given} JOIN LATERAL (SELECT encode(places, 'hex') AS places FROM search_postings AS old WHERE ${isSame} OFFSET 0) AS old ON TRUE`;
const replaceSql = `UPDATE search_postings AS old SET places = decode(given.places, 'hex') FROM ${given} WHERE ${isSame}`;
const removeSql = `DELETE FROM search_postings AS old USING ${given} WHERE ${isSame}`;

/** Changes of the index, gathered by row, so that a step writes each row once. */
export class PostingChanges {
  readonly #changes = new Map<string, Change>();

  add(logKey: number, seq: number, tokens: Iterable<string>): void {
    for (const token of tokens) {
      const { added, removed } = this.#changeOf(token, logKey, seq);
      const place = seq % PLACES_PER_CHUNK;
      if (!removed.delete(place)) added.add(place);
    }
  }

  /** The index has them. */
  remove(logKey: number, seq: number, tokens: Iterable<string>): void {
    for (const token of tokens) this.#changeOf(token, logKey, seq).removed.add(seq % PLACES_PER_CHUNK);
  }

  write(database: Database): void {
    const changes = [...this.#changes.values()];
    const grown = changes.filter(({ added, removed }) => removed.size === 0 && added.size > 0);
    const shrunk = changes.filter(({ removed }) => removed.size > 0);
    if (shrunk.length > 0) this.#shrink(database, shrunk);
    if (grown.length > 0) database.run(addSql, JSON.stringify(grown.map((change) => rowOf(change, change.added))));
  }

  #shrink(database: Database, shrunk: readonly Change[]): void {
    const rows = database.all<{ token: string; logKey: number; chunk: number; places: string }>(
      readSql,
      JSON.stringify(shrunk.map((change) => rowOf(change, []))),
    );
    const before = new Map(rows.map(({ token, logKey, chunk, places }) => [keyOf(token, logKey, chunk), places]));
    const after = shrunk.map((change) => {
      const places = new Set(Buffer.from(before.get(keyOf(change.token, change.logKey, change.chunk)) ?? "", "hex"));
      return rowOf(change, places.difference(change.removed).union(change.added));
    });
    const empty = after.filter(({ places }) => places === "");
    const kept = after.filter(({ places }) => places !== "");
    if (empty.length > 0) database.run(removeSql, JSON.stringify(empty));
    if (kept.length > 0) database.run(replaceSql, JSON.stringify(kept));
  }

  #changeOf(token: string, logKey: number, seq: number): Change {
    const chunk = chunkOf(seq);
    const key = keyOf(token, logKey, chunk);
    const known = this.#changes.get(key);
    if (known !== undefined) return known;
    const change: Change = { token, logKey, chunk, added: new Set(), removed: new Set() };
    this.#changes.set(key, change);
    return change;
  }
}

interface Row {
  readonly token: string;
  readonly log_key: number;
  readonly chunk: number;
  /** In hexadecimal digits. */
  readonly places: string;
}

function rowOf({ token, logKey, chunk }: Change, places: Iterable<number>): Row {
  return { token, log_key: logKey, chunk, places: Buffer.from([...places]).toString("hex") };
}

/** No token has a space. */
function keyOf(token: string, logKey: number, chunk: number): string {
  return `${logKey} ${chunk} ${token}`;
}
