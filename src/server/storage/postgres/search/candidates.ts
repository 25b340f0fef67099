import {
  type Candidate,
  type Candidates,
  type CandidatesOptions,
  comesBefore,
  newestOf,
  type Place,
} from "../../search/candidates.ts";
import type { Clause, Expression } from "../../search/expression.ts";
import type { Database } from "../../sql/database.ts";
import { readDetails } from "../../sql/event-rows.ts";
import { chunkOf, seqsOf } from "./postings.ts";
import { records } from "./records.ts";

/** Messages that are read at a time, of all conversations together, and at least one of each. */
const MESSAGES_PER_READ = 50;
/** Conversations that are looked at first, those in which something happened last, and how many times as many after them. */
const CONVERSATIONS_AT_FIRST = 16;
const CONVERSATIONS_GROWTH = 2;
/** Chunks of a conversation that are looked at first, and how many times as many at each further look: what is frequent is found among the newest, what is rare in few looks. */
const CHUNKS_AT_FIRST = 4;
const CHUNKS_GROWTH = 8;
const CHUNKS_MAX = 4_096;

/** Places of a conversation in which something may be found; `first` and `last` are among them. */
interface Reach {
  readonly key: number;
  readonly first: number;
  readonly last: number;
  /** Of what happened last there. */
  readonly at: number;
}

const reachSql = `
  SELECT reach.*, coalesce((SELECT at FROM events WHERE log_key = reach.key AND seq = reach.last), 0) AS at
  FROM (
    SELECT key,
      CASE WHEN CAST(?2 AS BIGINT) IS NULL THEN floor + 1 ELSE first_seq_at(key, floor + 1, head + 1, ?2) END AS first,
      least(
        CASE WHEN CAST(?3 AS BIGINT) IS NULL THEN head ELSE first_seq_at(key, floor + 1, head + 1, ?3) - 1 END,
        CASE WHEN CAST(?4 AS BIGINT) IS NULL THEN head WHEN key = ?4 THEN CAST(?5 AS BIGINT) - 1
          -- Of several at one moment those of a lower key come later.
          ELSE first_seq_at(key, floor + 1, head + 1, CASE WHEN key < ?4 THEN CAST(?6 AS BIGINT) + 1 ELSE ?6 END) - 1 END
      ) AS last
    FROM logs WHERE key = ANY(CAST(?1 AS BIGINT[])) OFFSET 0
  ) AS reach WHERE reach.first <= reach.last ORDER BY at DESC, key DESC`;

function placeOfLast({ key, last, at }: Reach): Place {
  return { conversationKey: key, seq: last, at };
}

// Each look is through the primary key, however many rows the planner expects. A chunk counts when it has all clauses; which of its messages have them is for the caller.
const postingsSql = `
  SELECT reach.key, found.chunk, string_agg(wanted.clause || ' ' || found.places, ',') AS found
  FROM ${records("?1", "reach", "key BIGINT, low INTEGER, high INTEGER")}
  JOIN ${records("?2", "wanted", 'clause INTEGER, token TEXT COLLATE "C"')} ON TRUE
  JOIN LATERAL (
    SELECT chunk, encode(places, 'hex') AS places FROM search_postings
    WHERE token = wanted.token AND log_key = reach.key AND chunk >= reach.low AND chunk <= reach.high OFFSET 0
  ) AS found ON TRUE
  GROUP BY reach.key, found.chunk HAVING count(DISTINCT wanted.clause) = ?3 ORDER BY found.chunk DESC`;

const newestSql = `
  SELECT reach.key, message.seq FROM ${records("?1", "reach", "key BIGINT, first BIGINT, last BIGINT")}
  JOIN LATERAL (
    SELECT seq FROM events WHERE log_key = reach.key AND seq >= reach.first AND seq <= reach.last AND type = 'message' ORDER BY seq DESC LIMIT ?2
  ) AS message ON TRUE ORDER BY message.seq DESC`;

const messagesSql = `
  SELECT asked.key, asked.seq, message.at, message.text, message.details
  FROM ${records("?", "asked", "key BIGINT, seq BIGINT")}
  LEFT JOIN LATERAL (
    SELECT at, body AS text, details FROM events WHERE log_key = asked.key AND seq = asked.seq AND type = 'message' OFFSET 0
  ) AS message ON TRUE`;

// From one word to the next one through the primary key: a word may stand in many rows.
const wordsSql = `
  WITH RECURSIVE words (token) AS (
    (SELECT token FROM search_postings WHERE token >= ?1 AND token < ?2 ORDER BY token LIMIT 1)
    UNION ALL
    SELECT (SELECT next.token FROM search_postings AS next WHERE next.token > words.token AND next.token < ?2 ORDER BY next.token LIMIT 1)
    FROM words WHERE words.token IS NOT NULL
  )
  SELECT token FROM words WHERE token IS NOT NULL LIMIT ?3`;

/** What the index in the table `search_postings` finds. Where a search looks at many conversations, one statement looks at all of them. */
export class PostgresCandidates implements Candidates {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  wordsWith(beginning: string, limit: number): readonly string[] {
    return this.#database.all<{ token: string }>(wordsSql, beginning, `${beginning}\u{10FFFF}`, limit).map(({ token }) => token);
  }

  /** Conversations are opened as far as something in them may be newer than what was found in the others. */
  *in(
    conversationKeys: readonly number[],
    { before, after, expression, start }: CandidatesOptions,
  ): Generator<Candidate, void, void> {
    const reaches = this.#database.all<Reach>(
      reachSql,
      `{${conversationKeys.join(",")}}`,
      ...([after ?? null, before ?? null] as const),
      ...(start === undefined ? ([null, null, null] as const) : ([start.conversationKey, start.seq, start.at] as const)),
    );
    const opened: Walk[] = [];
    for (let opens = CONVERSATIONS_AT_FIRST; ; ) {
      const newest = newestOf(opened);
      const further = reaches[opened.length];
      if (further !== undefined && (newest?.next === undefined || comesBefore(placeOfLast(further), newest.next))) {
        const walks = reaches.slice(opened.length, opened.length + opens).map((reach) => new Walk(reach));
        this.#readAhead(walks, expression);
        opened.push(...walks);
        opens *= CONVERSATIONS_GROWTH;
        continue;
      }
      if (newest?.next === undefined) return;
      yield newest.next;
      newest.messages.shift();
      if (newest.messages.length === 0) this.#readAhead([newest], expression);
    }
  }

  /** Reads some of the next messages of each walk; those of one that gets none are all read. */
  #readAhead(walks: readonly Walk[], expression: Expression): void {
    for (;;) {
      const searching = walks.filter((walk) => walk.seqs.length === 0 && !walk.isOver);
      if (searching.length === 0) break;
      if (expression === undefined) this.#takeNewest(searching);
      else this.#look(searching, expression);
    }
    const count = Math.max(1, Math.floor(MESSAGES_PER_READ / walks.length));
    const byKey = new Map(walks.map((walk) => [walk.key, walk]));
    const asked = walks.flatMap((walk) => walk.seqs.splice(0, count).map((seq) => ({ key: walk.key, seq })));
    if (asked.length === 0) return;
    const rows = this.#database.all<MessageRow>(messagesSql, JSON.stringify(asked));
    for (const row of rows.toSorted((one, other) => other.seq - one.seq)) byKey.get(row.key)?.messages.push(candidateOf(row));
  }

  #takeNewest(walks: readonly Walk[]): void {
    const limit = Math.max(1, Math.floor(MESSAGES_PER_READ / walks.length));
    const asked = walks.map(({ key, first, last }) => ({ key, first, last }));
    const rows = this.#database.all<{ key: number; seq: number }>(newestSql, JSON.stringify(asked), limit);
    const found = Map.groupBy(rows, ({ key }) => key);
    for (const walk of walks) {
      const seqs = (found.get(walk.key) ?? []).map(({ seq }) => seq);
      walk.take(seqs, seqs.length < limit ? walk.first : (seqs.at(-1) ?? walk.first));
    }
  }

  #look(walks: readonly Walk[], clauses: readonly Clause[]): void {
    const wanted = clauses.flatMap((clause, index) => clause.map((token) => ({ clause: index, token })));
    const looks = walks.map((walk) => walk.nextLook());
    const rows = this.#database.all<FoundChunk>(postingsSql, JSON.stringify(looks), JSON.stringify(wanted), clauses.length);
    const found = Map.groupBy(rows, ({ key }) => key);
    for (const [index, walk] of walks.entries()) {
      const seqs = (found.get(walk.key) ?? []).flatMap((row) => seqsWithAll(row, clauses.length));
      walk.take(seqs, (looks[index]?.low ?? 0) * chunkStart);
    }
  }
}

const chunkStart = seqsOf(1, "00")[0] ?? 0;

interface MessageRow {
  readonly key: number;
  readonly seq: number;
  readonly at: number | null;
  readonly text: string | null;
  readonly details: string | null;
}

function candidateOf({ key, seq, at, text, details }: MessageRow): Candidate {
  return { conversationKey: key, seq, at: at ?? 0, text: text === null || readDetails({ details }).deleted ? undefined : text };
}

interface FoundChunk {
  readonly key: number;
  readonly chunk: number;
  /** `clause places`, separated by commas. */
  readonly found: string;
}

/** The places of a chunk that have a token of each clause, the newest first. */
function seqsWithAll({ chunk, found }: FoundChunk, clauseCount: number): number[] {
  const clauses = Array.from({ length: clauseCount }, () => new Set<number>());
  for (const posting of found.split(",")) {
    const [clause, places = ""] = posting.split(" ");
    for (const seq of seqsOf(chunk, places)) clauses[Number(clause)]?.add(seq);
  }
  const all = clauses.reduce((common, each) => common.intersection(each));
  return [...all].toSorted((one, other) => other - one);
}

/** The way through a conversation, from its newest place backwards. */
class Walk {
  readonly key: number;
  readonly first: number;
  /** Places up to here were not looked at. */
  last: number;
  /** Found and not read. */
  seqs: number[] = [];
  /** Read and not taken. */
  readonly messages: Candidate[] = [];
  #chunkCount = CHUNKS_AT_FIRST;

  constructor({ key, first, last }: Reach) {
    this.key = key;
    this.first = first;
    this.last = last;
  }

  get next(): Candidate | undefined {
    return this.messages[0];
  }

  get isOver(): boolean {
    return this.last < this.first;
  }

  nextLook(): { readonly key: number; readonly low: number; readonly high: number } {
    const high = chunkOf(this.last);
    const low = Math.max(chunkOf(this.first), high - this.#chunkCount + 1);
    this.#chunkCount = Math.min(CHUNKS_MAX, this.#chunkCount * CHUNKS_GROWTH);
    return { key: this.key, low, high };
  }

  /** Nothing else was found from `from` on. */
  take(seqs: readonly number[], from: number): void {
    this.seqs = seqs.filter((seq) => seq >= this.first && seq <= this.last);
    this.last = from - 1;
  }
}
