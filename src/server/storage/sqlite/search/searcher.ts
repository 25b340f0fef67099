import { ShoalError } from "../../../../protocol/errors.ts";
import { foldText } from "../../../../protocol/fold-text.ts";
import { hitsIn } from "../../search/match.ts";
import { parseQuery, type SearchQuery } from "../../search/query.ts";
import { authorToken } from "../../search/tokens.ts";
import type { Page, SearchHit, SearchRequest } from "../../storage.ts";
import type { Database } from "../database.ts";
import { EventReader, type EventRow, eventSql } from "../event-rows.ts";
import { type Candidate, candidatesOf, type Place } from "./candidates.ts";
import { type Expression, expressionOf } from "./expression.ts";

/** Messages that one search reads to see whether they match. A page that ends here is not full, and says that there may be more. */
const READS_MAX = 1_000;

/** The key of no user: their messages are none. */
const NO_USER = 0;

/** A conversation of the user, and the candidates in it that come next. */
interface Source {
  readonly key: number;
  readonly id: string;
  readonly candidates: Iterator<Candidate>;
  next: Candidate | undefined;
}

/** Finds messages in the conversations of a user's list, the newest first. */
export class Searcher {
  readonly #database: Database;
  readonly #index: Database;

  constructor(database: Database, index: Database) {
    this.#database = database;
    this.#index = index;
  }

  search({ userId, query: text, conversationId, utcOffsetMinutes, after, limit }: SearchRequest): Page<SearchHit> {
    const user = this.#database.one<{ key: number }>("SELECT key FROM logs WHERE id = ? AND kind = 'user'", userId);
    if (!user) throw new ShoalError("not-found");
    const query = parseQuery(text, utcOffsetMinutes);
    const expression = this.#expressionOf(query);
    const sources = this.#sourcesOf(user.key, query, conversationId, expression, placeOf(after));
    const items: SearchHit[] = [];
    let last: Candidate | undefined;
    for (let reads = 0; reads < READS_MAX && items.length < limit; reads += 1) {
      const source = newestOf(sources);
      if (source?.next === undefined) return { items };
      last = source.next;
      source.next = source.candidates.next().value ?? undefined;
      const hit = this.#hitAt(source, last, query, user.key);
      if (hit) items.push(hit);
    }
    return { items, ...(last && newestOf(sources) && { next: `${last.at}.${last.conversationKey}.${last.seq}` }) };
  }

  #expressionOf(query: SearchQuery): Expression {
    const authors = query.from.map((name) => {
      const user = this.#database.one<{ key: number }>("SELECT key FROM users WHERE nickname_key = ?", foldText(name));
      return authorToken(user?.key ?? NO_USER);
    });
    return expressionOf(query, authors, this.#index);
  }

  #sourcesOf(
    userKey: number,
    query: SearchQuery,
    conversationId: string | undefined,
    expression: Expression,
    start: Place | undefined,
  ): Source[] {
    const sources: Source[] = [];
    for (const { key, id, name } of this.#database.all<{ key: number; id: string; name: string | null }>(
      conversationsSql,
      userKey,
    )) {
      if (conversationId !== undefined && id !== conversationId) continue;
      if (query.in.length > 0 && !query.in.some((wanted) => name?.startsWith(foldText(wanted)) === true)) continue;
      const candidates = candidatesOf({ database: this.#database, index: this.#index }, { key, query, expression, start });
      sources.push({ key, id, candidates, next: candidates.next().value ?? undefined });
    }
    if (conversationId !== undefined && sources.length === 0 && query.in.length === 0) throw new ShoalError("not-found");
    return sources;
  }

  #hitAt({ key, id }: Source, { seq, text }: Candidate, query: SearchQuery, userKey: number): SearchHit | undefined {
    const hits = text === undefined ? undefined : hitsIn(text, query);
    const row = hits && this.#database.one<EventRow>(eventSql, key, seq);
    return row && { conversationId: id, message: new EventReader(this.#database, key).state(row, userKey), hits };
  }
}

const conversationsSql = `
  SELECT conversation_key AS key, logs.id, rooms.name_key AS name
  FROM memberships INDEXED BY listed_memberships JOIN logs ON logs.key = conversation_key LEFT JOIN rooms ON rooms.key = conversation_key
  WHERE user_key = ? AND is_listed = 1`;

function newestOf(sources: readonly Source[]): Source | undefined {
  let newest: Source | undefined;
  for (const source of sources) {
    if (source.next !== undefined && (newest?.next === undefined || comesBefore(source.next, newest.next))) newest = source;
  }
  return newest;
}

/** Whether it is shown above the other. */
export function comesBefore(one: Place, other: Place): boolean {
  return (one.at - other.at || one.conversationKey - other.conversationKey || one.seq - other.seq) > 0;
}

/** Garbage is the beginning: a token is opaque, and only `next` makes one. */
function placeOf(token: string | undefined): Place | undefined {
  const [at, conversationKey, seq] = (token ?? "").split(".").map(Number);
  if (![at, conversationKey, seq].every(Number.isSafeInteger)) return undefined;
  return { at: at ?? 0, conversationKey: conversationKey ?? 0, seq: seq ?? 0 };
}
