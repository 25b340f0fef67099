import type { Clock, MonotonicMs } from "../../clock.ts";
import { type AnyErrorCode, errorKind, ShoalError } from "../../protocol/errors.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { Person } from "../../protocol/people.ts";
import { knownError } from "../known-error.ts";
import type { Log } from "../log.ts";
import { type Actor, actorOf, type ReadGate } from "../requests/actor.ts";
import type { SessionRecord } from "../storage/storage.ts";
import type { CarrierName, Transport } from "./transport.ts";

/** Reads of one connection that wait until it takes its answers. */
const HELD_READS_MAX = 100;

let openedCount = 0;

/** One connection's place in one log. */
export interface Subscription {
  readonly logId: string;
  readonly connection: Connection;
  /** Everything up to this seq was handed to the transport. */
  position: number;
  /** Where delivery began: a client without a cursor for this log has nothing of it. */
  readonly start: number;
}

/** Where a connection comes from. */
export interface ClientOrigin {
  readonly address: string;
  readonly cookieToken?: string | undefined;
}

/** The server's state of one connection. All of it may be lost: the client owns the cursors [P8]. */
export class Connection implements ReadGate {
  readonly transport: Transport;
  /** For the log: a count of this process, which says nothing of a user. */
  readonly id: number;
  /** By which its cost is limited, beside its user. */
  readonly address: string;
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
  /** Why the server ended it, where it did. */
  endedBy: AnyErrorCode | undefined;
  /** While `hello` is being dealt with. What follows it waits. */
  greeting: Promise<void> | undefined;
  isCatchingUp = false;
  #session: SessionRecord | undefined;
  #actor: Actor | undefined;
  watchedConversationId: string | undefined;
  /** Where its user types on it. */
  typingConversationId: string | undefined;
  /** By log id. The first is the user's own log [P7]. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Places that continue from the log before they are live again. */
  behind: Set<Subscription> | undefined;
  /** Reads whose answers would only wait behind what the client does not take. */
  #heldReads: (() => void)[] = [];

  constructor(transport: Transport, clock: Clock, { address, cookieToken }: ClientOrigin) {
    this.transport = transport;
    openedCount += 1;
    this.id = openedCount;
    this.address = address;
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

  /** A plain socket has no name among the transports whose costs are told. */
  get transportName(): CarrierName | "plain" {
    return this.transport.carrier ?? "plain";
  }

  /** A hello came, at least. */
  get isGreeted(): boolean {
    return this.greeting !== undefined || this.session !== undefined;
  }

  get isCongested(): boolean {
    return this.congestedAt !== undefined;
  }

  /** There from a good `hello` on. */
  get session(): SessionRecord | undefined {
    return this.#session;
  }

  /** Its user as the actor of requests; set with the session. */
  get actor(): Actor | undefined {
    return this.#actor;
  }

  get userId(): string | undefined {
    return this.#actor?.userId;
  }

  /** The storage knows that the session was seen then. */
  sessionSeenAt(lastSeenAt: number): void {
    if (this.#session !== undefined) this.#session = { ...this.#session, lastSeenAt };
  }

  belongsTo(session: SessionRecord): void {
    this.#session = session;
    this.#actor = actorOf(session, this.address);
  }

  /** Its user has another nickname or tone. */
  isOf(user: Person): void {
    if (this.#session !== undefined) this.belongsTo({ ...this.#session, user });
  }

  /** Whether an answer would wait behind what the client does not take. */
  get isHoldingReads(): boolean {
    return this.isOpen && this.isCongested;
  }

  /** Resolves when reads are not held any more. Throws `rate-limited` when too many of them wait. */
  async untilTaken(): Promise<void> {
    if (!this.isHoldingReads) return;
    if (this.#heldReads.length >= HELD_READS_MAX) throw new ShoalError("rate-limited");
    await new Promise<void>((resolve) => this.#heldReads.push(resolve));
  }

  /** The client took the waiting frames, or is gone. */
  taken(): void {
    this.congestedAt = undefined;
    const held = this.#heldReads;
    this.#heldReads = [];
    for (const release of held) release();
  }

  /** One frame for this client. */
  send(frame: DownFrame): void {
    if (this.isOpen) this.deliver(JSON.stringify(frame));
  }

  /** A frame that may be lost [P18]; the same text goes to many. */
  sendEphemeral(text: string): void {
    if (!this.isOpen) return;
    if (this.isCongested) this.transport.keepEphemeral?.(text);
    else this.deliver(text);
  }

  /** A frame that the fan-out has no part in. */
  deliver(text: string): void {
    this.transport.countFrame?.(text);
    this.transmit(text);
  }

  /** The innermost step of a delivery: no check, no copy. */
  transmit(text: string): void {
    if (!this.transport.send(text)) this.congestedAt ??= this.#clock.monotonicNow();
  }

  close(code: AnyErrorCode): void {
    const { closeCode } = errorKind(code);
    if (closeCode === undefined) throw new Error(`${code} does not end a connection`);
    this.endedBy ??= code;
    if (this.isOpen) this.transport.close(closeCode, code);
  }

  /** Closes it because its session has ended: the client gets nothing more, not even what waits for it already. */
  revoke(code: AnyErrorCode): void {
    const { closeCode } = errorKind(code);
    if (closeCode === undefined) throw new Error(`${code} does not end a connection`);
    this.endedBy ??= code;
    if (this.isOpen) this.transport.close(closeCode, code, true);
    this.isOpen = false;
  }

  /** Closes it when something waits to be taken, which its client may not see any more [P174a]. The client comes back and continues. */
  cutWaiting(): void {
    if ((this.transport.waitingBytes ?? 0) > 0) this.revoke("too-slow");
  }

  /** Closes it after an error that has no request to answer. An unexpected error is logged. */
  fail(error: unknown, log: Log): void {
    const { code } = knownError(error, log);
    this.close(errorKind(code).closeCode === undefined ? "internal" : code);
  }
}

/** One over HTTP may be known to several nodes at once: those are counted by each node for itself. */
export function hasSocket({ transportName }: Connection): boolean {
  return transportName === "websocket" || transportName === "plain";
}
