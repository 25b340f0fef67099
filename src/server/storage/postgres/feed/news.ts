import type { LogAppend, LogKind } from "../../storage.ts";
import type { FeedRow } from "./feed-row.ts";

/** Events that a log got: whose texts may still have to be read. */
export interface Growth {
  readonly logId: string;
  readonly kind: LogKind;
  readonly after: number;
  readonly count: number;
  readonly messageCount: number;
}

/** What the rows of one reading of the feed tell, as far as they can be told now. */
export interface News {
  readonly cursors: readonly number[];
  readonly growths: readonly Growth[];
  readonly endedSessions: readonly { readonly userId: string; readonly sessionId: string }[];
  readonly hasOtherSettings: boolean;
  /** The feed goes on: it was not read to its end. */
  readonly hasMore: boolean;
}

/** Ids in between are missing: what was noted under them is gone. */
export class FeedGap extends Error {
  override readonly name = "FeedGap";
}

/** The database is in another past than this node: a backup was put back, or a standby that was behind took over. */
export class OtherPast extends Error {
  override readonly name = "OtherPast";
}

/** Throws `OtherPast` where the database is not the one, or not where it was, that this node has followed. */
export function expectSamePast(rows: readonly FeedRow[], cursors: readonly number[], epoch: string): void {
  for (const { lane, top, epoch: found } of rows) {
    if (found !== null && found !== epoch) throw new OtherPast("the database has another epoch");
    const cursor = cursors[lane] ?? 0;
    if (top < cursor) throw new OtherPast(`lane ${lane} of the feed went back from ${cursor} to ${top}`);
  }
}

/**
 * Follows the rows from the cursors on, lane 0 first: a row of another lane waits until lane 0 was followed to where it stood then. Throws `FeedGap`.
 */
export function newsOf(rows: readonly FeedRow[], before: readonly number[]): News {
  const cursors = [...before];
  const growths: Growth[] = [];
  const endedSessions: { userId: string; sessionId: string }[] = [];
  let hasOtherSettings = false;
  let hasMore = false;
  for (const row of rows) {
    const { lane, id, top, kind } = row;
    const cursor = cursors[lane] ?? 0;
    if (id === null) {
      if (top > cursor) throw new FeedGap(`lane ${lane} is at ${top} and has nothing after ${cursor}`);
      continue;
    }
    // It waits for lane 0, and so does what is behind it: no row of a lane has seen less than the row before it.
    if (lane > 0 && row.seen > (cursors[0] ?? 0)) {
      hasMore = true;
      continue;
    }
    if (id > cursor + 1) throw new FeedGap(`lane ${lane} has ${id} after ${cursor}`);
    cursors[lane] = id;
    // A log that is gone, and a kind of row that a later version writes, have nothing to tell this node.
    if (kind === "log" && row.logKind !== null) growths.push(growthOf(row));
    else if (kind === "session" && row.userId !== null) endedSessions.push({ userId: row.userId, sessionId: row.sessionId });
    else if (kind === "settings") hasOtherSettings = true;
  }
  for (const { lane, top } of rows) if (top > (cursors[lane] ?? 0)) hasMore = true;
  return { cursors, growths, endedSessions, hasOtherSettings, hasMore };
}

function growthOf({ logId, logKind, after, count, messageCount }: FeedRow): Growth {
  return { logId, kind: logKind, after, count, messageCount };
}

/** One append for each log, users' logs first [P7]; a log that did not grow without a hole is told in parts. */
export function mergeAppends(appends: readonly LogAppend[]): LogAppend[] {
  const merged = new Map<string, LogAppend[]>();
  for (const append of appends.toSorted((one, other) => one.after - other.after)) {
    const parts = merged.get(append.logId) ?? [];
    const last = parts.at(-1);
    if (last !== undefined && last.after + last.events.length === append.after) {
      parts[parts.length - 1] = { ...append, after: last.after, events: [...last.events, ...append.events] };
    } else parts.push(append);
    merged.set(append.logId, parts);
  }
  const all = [...merged.values()].flat();
  return [...all.filter(({ kind }) => kind === "user"), ...all.filter(({ kind }) => kind !== "user")];
}
