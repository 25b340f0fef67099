import * as v from "valibot";
import { person } from "../../protocol/people.ts";
import type { NodePresence } from "../presence/presence.ts";
import type { Row } from "./messages.ts";

/** A user of another node, with those whom they block: neither is told of the other. */
export interface OnlineUser extends NodePresence {
  readonly blockedIds: readonly string[];
}

/** Of one row: some 2 KB of ids. */
export const IDS_PER_ROW = 80;
const SEPARATOR = "/";

const list = v.array(v.string());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Says how many rows the user has: they are online when all of them are there. */
const firstRow = v.object({
  person,
  connections: count,
  rows: v.pipe(count, v.minValue(1)),
  in: list,
  blocked: v.optional(list),
});
const laterRow = v.object({ in: v.optional(list), blocked: v.optional(list) });

/** The rows of a user, most often one: the person, the number of connections, the conversations. */
export function rowsOf({ person, connectionCount: connections, conversationIds, blockedIds }: OnlineUser): Row[] {
  const [first = [], ...rest] = chunksOf(conversationIds);
  const [blocked, ...moreBlocked] = chunksOf(blockedIds);
  const more = [...rest.map((ids) => ({ in: ids })), ...moreBlocked.map((ids) => ({ blocked: ids }))];
  const head = { person, connections, rows: 1 + more.length, in: first, ...(blocked !== undefined && { blocked }) };
  return [head, ...more].map((value, index) => [keyOf(person.id, index), value]);
}

/** The user of a row. */
export function userOfRow(key: string): string {
  return key.split(SEPARATOR, 1)[0] ?? key;
}

/** The user as the rows tell, once all of them are there. */
export function userOf(userId: string, rowOf: (key: string) => unknown): OnlineUser | undefined {
  const first = v.safeParse(firstRow, rowOf(keyOf(userId, 0)));
  if (!first.success || first.output.person.id !== userId) return undefined;
  const { person: user, connections, rows, in: conversationIds, blocked = [] } = first.output;
  const told = { person: user, connectionCount: connections, conversationIds, blockedIds: blocked };
  for (let index = 1; index < rows; index += 1) {
    const row = v.safeParse(laterRow, rowOf(keyOf(userId, index)));
    if (!row.success) return undefined;
    told.conversationIds.push(...(row.output.in ?? []));
    told.blockedIds.push(...(row.output.blocked ?? []));
  }
  return told;
}

/** The first row of a user has the user's id for its key. */
export function keyOf(userId: string, index: number): string {
  return index === 0 ? userId : `${userId}${SEPARATOR}${index}`;
}

function chunksOf(ids: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_ROW) chunks.push(ids.slice(at, at + IDS_PER_ROW));
  return chunks;
}
