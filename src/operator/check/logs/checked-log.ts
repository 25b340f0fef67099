import { LOBBY_ID } from "../../../protocol/ids.ts";
import type { Database } from "../../../server/storage/sql/database.ts";
import type { LogKind } from "../../../server/storage/storage.ts";

/** A log as its row has it, and what is known of its room. */
export interface CheckedLog {
  readonly key: number;
  readonly id: string;
  readonly kind: LogKind;
  readonly head: number;
  /** Nothing up to here is kept. */
  readonly floor: number;
  /** Messages up to the floor. */
  readonly floorMessageCount: number;
  /** Between here and the floor there may be marks of messages that are not kept. */
  readonly clearedSeq: number;
  readonly messageCount: number;
  readonly lastMessageSeq: number;
  /** The room was deleted, or its last member left: members went without events. */
  readonly isClosed: boolean;
  /** Of a closed room, what was said up to here is erased. */
  readonly erasedSeq: number;
}

interface LogRow extends Omit<CheckedLog, "isClosed" | "erasedSeq"> {
  readonly roomName: string | null;
  readonly emptyErasedSeq: number | null;
  readonly memberCount: number | null;
}

export function readLogRow(database: Database, key: number): CheckedLog | undefined {
  const row = database.one<LogRow>(
    `SELECT logs.key, logs.id, kind, head, floor, floor_message_count AS floorMessageCount, cleared_seq AS clearedSeq,
       message_count AS messageCount, last_message_seq AS lastMessageSeq,
       rooms.name AS roomName, rooms.member_count AS memberCount, empty_rooms.erased_seq AS emptyErasedSeq
     FROM logs LEFT JOIN rooms ON rooms.key = logs.key LEFT JOIN empty_rooms ON empty_rooms.key = logs.key WHERE logs.key = ?`,
    key,
  );
  if (row === undefined) return undefined;
  const { roomName, emptyErasedSeq, memberCount: _, ...log } = row;
  const isForgotten = roomName === "" && log.id !== LOBBY_ID;
  return { ...log, isClosed: isForgotten || emptyErasedSeq !== null, erasedSeq: isForgotten ? log.head : (emptyErasedSeq ?? 0) };
}

/** How a sentence names a place. */
export function placeIn({ id }: Pick<CheckedLog, "id">, seq: number): string {
  return `seq ${seq} of the log ${id}`;
}
