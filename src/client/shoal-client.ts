import type { Clock } from "../clock.ts";
import type { Conversation } from "../protocol/conversations.ts";
import type { MemberList, RoomList } from "../protocol/frames/directory.ts";
import type { HistoryPage } from "../protocol/frames/history.ts";
import type { Watched } from "../protocol/frames/presence.ts";
import type { Sent } from "../protocol/frames/send.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Person } from "../protocol/people.ts";
import type { ClientEvents } from "./client-events.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { OutboxEntry, OutboxStore } from "./outbox-store.ts";
import type { Transport } from "./transports/transport.ts";
import type { WakeSource } from "./wake.ts";

export interface ShoalClientOptions {
  /** The session's token. Absent: the page's cookie. */
  token?: string | undefined;
  /** Default: memory. */
  outbox?: OutboxStore | undefined;
  /** `auto`, or the one that is to be used, or one of your own. */
  transport?: "auto" | "websocket" | Transport | undefined;
  /** For runtimes that have none, such as Node 20. */
  WebSocket?: typeof WebSocket | undefined;
  clock?: Clock | undefined;
  /** In [0, 1), like `Math.random`. */
  random?: (() => number) | undefined;
  /** Default: the window's signals. */
  wake?: WakeSource | undefined;
}

/** The events before `before`, or after `after`; with neither, the last ones. `limit` is 50 unless told, 200 at most. */
export interface HistoryRange {
  before?: number | undefined;
  after?: number | undefined;
  limit?: number | undefined;
}

export interface PageQuery {
  /** The beginning of the name. */
  query?: string | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
}

declare class Declared {
  static readonly CONNECTING: 0;
  static readonly OPEN: 1;
  static readonly CLOSING: 2;
  static readonly CLOSED: 3;
  readonly url: string;
  constructor(url: string, options?: ShoalClientOptions);
  get readyState(): 0 | 1 | 2 | 3;
  get bufferedAmount(): number;
  get state(): ConnectionState;
  get transport(): string | undefined;
  get retryAt(): number | undefined;
  get user(): Person | undefined;
  get limits(): Limits | undefined;
  get conversations(): ReadonlyMap<string, Conversation>;
  get outboxEntries(): readonly OutboxEntry[];
  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void;
  send(conversationId: string, text: string, options?: { clientMessageId?: string | undefined }): Promise<Sent>;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  history(conversationId: string, range?: HistoryRange): Promise<HistoryPage>;
  createRoom(room: { name: string; isPrivate?: boolean | undefined }): Promise<Conversation>;
  join(conversationId: string): Promise<Conversation>;
  leave(conversationId: string): Promise<void>;
  invite(conversationId: string, userId: string): Promise<void>;
  openDirect(userId: string): Promise<Conversation>;
  rooms(page?: PageQuery): Promise<RoomList>;
  members(conversationId: string, page?: PageQuery): Promise<MemberList>;
  watch(conversationId: string): Promise<Watched>;
  unwatch(): void;
  markRead(conversationId: string, seq: number): void;
  typing(conversationId: string): void;
  probe(): void;
  close(): void;
}

export class ShoalClient extends Declared {}
