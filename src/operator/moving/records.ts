import type * as v from "valibot";
import type {
  blockLine,
  ConversationLine,
  EventLine,
  memberLine,
  restrictionLine,
  UserLine,
} from "../../server/imports/records.ts";

/**
 * What a reader makes of foreign data, one after the other: users before anything that names them, a conversation before its members and events, the events of
 * one conversation together and in order, with seqs that count from `floor + 1`; files, whenever their messages came before.
 */
export type MovingRecord = { readonly where: Where } & (
  | { readonly kind: "user"; readonly user: UserLine }
  | { readonly kind: "conversation"; readonly conversation: ConversationLine }
  | { readonly kind: "member"; readonly conversationId: string; readonly member: v.InferOutput<typeof memberLine> }
  | { readonly kind: "event"; readonly conversationId: string; readonly event: EventLine }
  | { readonly kind: "block"; readonly block: v.InferOutput<typeof blockLine> }
  | { readonly kind: "restriction"; readonly restriction: v.InferOutput<typeof restrictionLine> }
  | MovingFile
);

export interface MovingFile {
  readonly kind: "file";
  readonly id: string;
  readonly byteLength: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Where it was read, for sentences: a file and a line. */
export interface Where {
  readonly file: string;
  /** From 1; missing where it is the file as a whole. */
  readonly line?: number;
}

/** Reads one kind of foreign data. To write another one, copy `irc/irc-reader.ts`. */
export interface MovingReader {
  /** Names where the data is from: the same data has the same name whenever it is read, so that importing it again changes nothing. */
  readonly source: string;
  /** Of events, for progress; 0 where it is not known. */
  readonly eventCount: number;
  /** Is called several times, and begins anew each time. Throws `OperatorError` with the place of what it cannot read. */
  records(): AsyncIterable<MovingRecord>;
  /** What it leaves out, for people. */
  readonly notes: readonly string[];
}

export function placeText({ file, line }: Where): string {
  return line === undefined ? file : `${file} line ${line}`;
}
