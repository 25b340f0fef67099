import type { Clock, MonotonicMs } from "../../clock.ts";
import { type ErrorCode, errorKind } from "../../protocol/errors.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { SessionRecord } from "../storage/storage.ts";
import type { Transport } from "./transport.ts";

/** One connection's place in one log. */
export interface Subscription {
  readonly logId: string;
  readonly connection: Connection;
  /** Everything up to this seq was handed to the transport. */
  position: number;
  /** Where delivery began: a client without a cursor for this log has nothing of it. */
  readonly start: number;
}

/** What the server knows about one live channel. All of it may be lost: the client owns the cursors [P8]. */
export class Connection {
  readonly transport: Transport;
  /** Of the page's cookie, for a `hello` that has none. */
  readonly cookieToken: string | undefined;
  readonly #clock: Clock;
  readonly openedAt: MonotonicMs;
  lastHeardAt: MonotonicMs;
  lastPingAt: MonotonicMs;
  /** Since when the client does not take what is sent; `undefined` while it does. */
  congestedAt: MonotonicMs | undefined;
  framesThisSecond = 0;
  badFrameCount = 0;
  isOpen = true;
  /** While `hello` is being dealt with. What follows it waits. */
  greeting: Promise<void> | undefined;
  /** For one request of a client whose connection is not known here: it has no subscriptions. */
  isTransient = false;
  isCatchingUp = false;
  /** There from a good `hello` on. */
  session: SessionRecord | undefined;
  watchedConversationId: string | undefined;
  /** By log id. The first is the user's own log [P7]. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Places that continue from the log before they are live again. */
  behind: Set<Subscription> | undefined;

  constructor(transport: Transport, clock: Clock, cookieToken: string | undefined) {
    this.transport = transport;
    this.cookieToken = cookieToken;
    this.#clock = clock;
    this.openedAt = clock.monotonicNow();
    this.lastHeardAt = this.openedAt;
    this.lastPingAt = this.openedAt;
  }

  /** The client gave a sign of life. */
  heard(): void {
    this.lastHeardAt = this.#clock.monotonicNow();
  }

  /** A hello came, at least. */
  get isGreeted(): boolean {
    return this.greeting !== undefined || this.session !== undefined;
  }

  get isCongested(): boolean {
    return this.congestedAt !== undefined;
  }

  /** One frame for this client. */
  send(frame: DownFrame): void {
    if (this.isOpen) this.transmit(JSON.stringify(frame));
  }

  /** A frame that may be lost [P18]; the same text goes to many. */
  sendEphemeral(text: string): void {
    if (this.isOpen && (!this.isCongested || this.transport.isAway === true)) this.transmit(text);
  }

  /** The innermost step of a delivery: no check, no copy. */
  transmit(text: string): void {
    if (!this.transport.send(text)) this.congestedAt ??= this.#clock.monotonicNow();
  }

  close(code: ErrorCode): void {
    const { closeCode } = errorKind(code);
    if (closeCode === undefined) throw new Error(`${code} does not end a connection`);
    if (this.isOpen) this.transport.close(closeCode, code);
  }
}
