import type { Activity, ChangeKind, ChatEvent } from "../adapter.ts";

/** Milliseconds of the recorder's monotonic clock. */
interface Timed {
  readonly at: number;
}

/** What a client did or saw. */
interface ByClient extends Timed {
  readonly client: string;
}

export type ConversationKind = "public" | "private" | "direct";

/** One line of a recording. All clients are recorded by one clock, so that lines of different clients have an order. */
export type HistoryRecord =
  | (ByClient & { readonly type: "client"; readonly userId: string; readonly transport: string })
  | (Timed & {
      readonly type: "conversation";
      readonly conversationId: string;
      readonly kind: ConversationKind;
      /** Of a direct message conversation: its two users. */
      readonly userIds: readonly string[];
    })
  | (ByClient & { readonly type: "welcome"; readonly epoch: string })
  | (ByClient & { readonly type: "lost" })
  | (ByClient & {
      readonly type: "send";
      readonly messageId: string;
      readonly conversationId: string;
      readonly text: string;
      /** A group socket's: no answer will come. */
      readonly isUnanswered: boolean;
      /** The seq of the message that it answers. */
      readonly replyTo?: number;
      /** The content of its file. */
      readonly fileText?: string;
    })
  | (ByClient & { readonly type: "acknowledged"; readonly messageId: string; readonly seq: number; readonly epoch: string })
  | (ByClient & { readonly type: "refused"; readonly messageId: string; readonly code: string; readonly isDefinite: boolean })
  /** A change of a message is asked for, once. */
  | (ByClient &
      Live & {
        readonly type: "change";
        readonly changeId: string;
        /** The message that the client means, at that place. */
        readonly messageId: string;
        readonly seq: number;
        readonly change: ChangeKind;
        readonly text?: string;
        readonly emoji?: string;
      })
  /** Without a code it was done. With one that is not definite it was done or not. */
  | (ByClient & {
      readonly type: "changed";
      readonly changeId: string;
      readonly epoch: string;
      readonly code?: string;
      readonly isDefinite?: boolean;
    })
  | (ByClient & Live & { readonly type: "subscribed"; readonly after: number })
  | (ByClient & Live & { readonly type: "observed"; readonly event: ChatEvent })
  /** It came to the client, which does not know of the conversation yet, or any more, and dropped it. */
  | (ByClient & Live & { readonly type: "dropped"; readonly event: ChatEvent })
  | (ByClient & Live & { readonly type: "gap"; readonly after: number })
  /** By a group socket, which is told texts and nothing else. */
  | (ByClient & { readonly type: "overheard"; readonly text: string })
  | (ByClient & { readonly type: "closed" })
  | (ByClient & {
      readonly type: "read";
      readonly begunAt: number;
      readonly conversationId: string;
      readonly epoch: string;
      readonly after: number | undefined;
      readonly head: number;
      readonly events: readonly ChatEvent[];
    })
  /** A membership changes: `certain` when it was answered, not when it was asked. */
  | (ByClient & {
      readonly type: "membership";
      readonly userId: string;
      readonly conversationId: string;
      readonly change: "join" | "leave";
      readonly stage: "asked" | "answered";
    })
  | (ByClient & {
      readonly type: "activity-shown";
      readonly conversationId: string;
      readonly activity: Activity;
      readonly userId: string;
    })
  | (Timed & { readonly type: "activity"; readonly conversationId: string; readonly activity: Activity; readonly userId: string })
  | (ByClient & {
      readonly type: "spied";
      readonly route: string;
      readonly conversationId: string;
      readonly answer: string;
      readonly answerForInvented: string;
    })
  | (Timed & { readonly type: "fault"; readonly name: string; readonly stage: "begun" | "over" })
  /** The state of `backupAt` was put back: what was acknowledged between the two is lost by intention. */
  | (Timed & { readonly type: "restored"; readonly backupAt: number })
  /** No fault acts and no client writes from now on: everything must converge within `withinMs`. */
  | (Timed & { readonly type: "healed"; readonly withinMs: number })
  /** The end of a conversation as a client that followed it live has it when the run is over. */
  | (ByClient & Live & { readonly type: "held"; readonly messages: readonly ChatEvent[] })
  /** The markers that a file of the data folder has when the run is over: while the server runs, or after it was started again. */
  | (Timed & {
      readonly type: "on-disk";
      readonly stage: "running" | "restarted";
      readonly file: string;
      readonly markers: readonly string[];
    })
  /** After the server was started again: a file that belongs to nothing. */
  | (Timed & { readonly type: "stray-file"; readonly name: string })
  /** A whole log, read when the run was over. */
  | (Timed & {
      readonly type: "final";
      readonly conversationId: string;
      readonly epoch: string;
      readonly events: readonly ChatEvent[];
    });

interface Live {
  readonly conversationId: string;
  readonly epoch: string;
}

export type RecordOf<Type extends HistoryRecord["type"]> = Extract<HistoryRecord, { readonly type: Type }>;

type WithoutTime<Each> = Each extends HistoryRecord ? Omit<Each, "at"> : never;
/** A record before the recorder has given it its time. */
export type NewRecord = WithoutTime<HistoryRecord>;
