import { ShoalError } from "../../../protocol/errors.ts";
import { foldText } from "../../../protocol/fold-text.ts";
import type { Database } from "../sql/database.ts";
import { EventReader, type EventRow, eventSql } from "../sql/event-rows.ts";
import type { Page, SearchHit, SearchRequest } from "../storage.ts";
import type { Candidate, Candidates, Place } from "./candidates.ts";
import { type Expression, expressionOf } from "./expression.ts";
import { hitsIn } from "./match.ts";
import { parseQuery, type SearchQuery } from "./query.ts";
import { authorToken } from "./tokens.ts";

/** Messages that one search reads to see whether they match. A page that ends here is not full, and says that there may be more. */
const READS_MAX = 1_000;

/** The key of no user: their messages are none. */
const NO_USER = 0;

/** Finds messages in the conversations of a user's list, the newest first. */
export class Searcher {
  readonly #database: Database;
  readonly #candidates: Candidates;

  constructor(database: Database, candidates: Candidates) {
    this.#database = database;
    this.#candidates = candidates;
  }

  search({ userId, query: text, conversationId, utcOffsetMinutes, after, limit }: SearchRequest): Page<SearchHit> {
    const user = this.#database.one<{ key: number }>("SELECT key FROM logs WHERE id = ? AND kind = 'user'", userId);
    if (!user) throw new ShoalError("not-found");
    const query = parseQuery(text, utcOffsetMinutes);
    const expression = this.#expressionOf(query);
    const conversations = this.#conversationsOf(user.key, query, conversationId);
    const { before, after: from } = query;
    const options = { before, after: from, expression, start: placeOf(after) };
    const candidates = this.#candidates.in([...conversations.keys()], options);
    const items: SearchHit[] = [];
    let next = candidates.next().value;
    for (let reads = 1; next !== undefined; reads += 1) {
      const candidate = next;
      next = candidates.next().value;
      const hit = this.#hitAt(conversations.get(candidate.conversationKey) ?? "", candidate, query, user.key);
      if (hit) items.push(hit);
      if (reads < READS_MAX && items.length < limit) continue;
      return { items, ...(next && { next: tokenOf(candidate) }) };
    }
    return { items };
  }

  #expressionOf(query: SearchQuery): Expression {
    const authors = query.from.map((name) => {
      const user = this.#database.one<{ key: number }>("SELECT key FROM users WHERE nickname_key = ?", foldText(name));
      return authorToken(user?.key ?? NO_USER);
    });
    return expressionOf(query, authors, (beginning, limit) => this.#candidates.wordsWith(beginning, limit));
  }

  /** Ids by key. */
  #conversationsOf(userKey: number, query: SearchQuery, conversationId: string | undefined): ReadonlyMap<number, string> {
    const listed = this.#database.all<{ key: number; id: string; name: string | null }>(conversationsSql, userKey);
    const wanted = listed.filter(
      ({ id, name }) =>
        (conversationId === undefined || id === conversationId) &&
        (query.in.length === 0 || query.in.some((beginning) => name?.startsWith(foldText(beginning)) === true)),
    );
    if (conversationId !== undefined && wanted.length === 0 && query.in.length === 0) throw new ShoalError("not-found");
    return new Map(wanted.map(({ key, id }) => [key, id]));
  }

  #hitAt(
    conversationId: string,
    { conversationKey, seq, text }: Candidate,
    query: SearchQuery,
    userKey: number,
  ): SearchHit | undefined {
    const hits = text === undefined ? undefined : hitsIn(text, query);
    const row = hits && this.#database.one<EventRow>(eventSql, conversationKey, seq);
    if (!row) return undefined;
    const message = new EventReader(this.#database, conversationKey).state(row, userKey);
    // That of a deleted user is in the index until it is erased.
    return message.isDeleted === true ? undefined : { conversationId, message, hits };
  }
}

const conversationsSql = `
  SELECT conversation_key AS key, logs.id, rooms.name_key AS name
  FROM memberships INDEXED BY listed_memberships JOIN logs ON logs.key = conversation_key LEFT JOIN rooms ON rooms.key = conversation_key
  WHERE user_key = ? AND is_listed = 1`;

function tokenOf({ at, conversationKey, seq }: Place): string {
  return `${at}.${conversationKey}.${seq}`;
}

/** Garbage is the beginning: a token is opaque, and only `next` makes one. */
function placeOf(token: string | undefined): Place | undefined {
  const [at, conversationKey, seq] = (token ?? "").split(".").map(Number);
  if (![at, conversationKey, seq].every(Number.isSafeInteger)) return undefined;
  return { at: at ?? 0, conversationKey: conversationKey ?? 0, seq: seq ?? 0 };
}
