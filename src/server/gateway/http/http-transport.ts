import { type Clock, type MonotonicMs, systemClock } from "../../../clock.ts";
import { limits } from "../../../protocol/limits.ts";
import type { Transport } from "../transport.ts";
import type { Outlet } from "./answer-body.ts";
import type { CloseReason } from "./close-reasons.ts";
import { closeBytes, frameBytes, heartbeatBytes, retryBytes } from "./event-stream.ts";
import { CollectedResponse, type HeldResponse, type HeldResponseListener, StreamedResponse } from "./held-response.ts";

export type HttpTransportName = "stream" | "long-poll" | "poll";

export interface HttpTransportListener {
  onDrained(): void;
  /** The response that carried frames is gone, and there is no other. */
  onDetached(): void;
  /** It was closed; `isTold` unless the client was between two requests. */
  onClosed(ending: CloseReason, isTold: boolean): void;
}

interface AttachOptions {
  readonly carrier: HttpTransportName;
  readonly isStreamed: boolean;
  readonly isHeld: boolean;
  readonly isBusy: boolean;
  readonly waitMs: number;
  onEnding(): void;
}

/** How long a client that is not held waits before it comes again: when there was nothing … */
const QUIET_POLL_INTERVAL_MS = 2_000;
/** … and when there was something, for more may follow. */
const BUSY_POLL_INTERVAL_MS = 500;
/** Between two answers to a long-poll, at least: in a busy room it carries more with less, and users see no difference. */
const ANSWER_INTERVAL_MS = 25;
/** Ephemeral frames are kept for a client that is between two of its requests, up to this; then they are dropped [P18]. */
const MAILBOX_CHARACTERS_MAX = 64 * 1024;

/**
 * A connection whose frames leave through one HTTP response after the other. Between responses, events of a log
 * stay in the log, and ephemeral frames wait for a while.
 */
export class HttpTransport implements Transport {
  /** As the client asked last. */
  carrier: HttpTransportName = "poll";
  ending: CloseReason | undefined;
  readonly #outlet: Outlet;
  readonly #clock: Clock;
  readonly #pace: Clock;
  readonly #listener: HttpTransportListener;
  #heldResponse: HeldResponse | undefined;
  #attachedAt: MonotonicMs;
  #answeredAt: MonotonicMs | undefined;
  #pollIntervalMs = QUIET_POLL_INTERVAL_MS;
  #cancelWait: () => void = () => {};
  #mailbox: string[] = [];
  #mailboxCharacters = 0;
  #onBegun: (() => void) | undefined;

  /** `pace`: the time of the event loop, which goes on where a test has stopped the other one. */
  constructor(outlet: Outlet, listener: HttpTransportListener, pace = systemClock) {
    const { clock } = outlet;
    this.#outlet = outlet;
    this.#clock = clock;
    this.#attachedAt = clock.monotonicNow();
    this.#pace = pace;
    this.#listener = listener;
  }

  get isHeld(): boolean {
    return this.#heldResponse?.isHeld ?? false;
  }

  get waitingBytes(): number {
    return (this.#heldResponse?.waitingBytes ?? 0) + this.#mailboxCharacters;
  }

  /** Resolves when there is something to say to the client: from here on it is known whether that is a goodbye. */
  get begun(): Promise<void> {
    return new Promise((resolve) => {
      this.#onBegun = resolve;
    });
  }

  /** Frames leave through this response from now on; the one before is ended: the newest wins [P35]. */
  attach(options: AttachOptions): HeldResponse {
    this.#letGo()?.end();
    const { carrier } = options;
    this.carrier = carrier;
    const { costs } = this.#outlet;
    const listener: HeldResponseListener = {
      onDrained: () => heldResponse === this.#heldResponse && this.#listener.onDrained(),
      onWritten: (byteLength) => {
        if (costs.isOn) costs.of[carrier].bytesDown += byteLength;
      },
      onGone: (gone) => this.#detach(gone),
      onEnding: options.onEnding,
    };
    const heldResponse = options.isStreamed
      ? new StreamedResponse(listener, this.#outlet)
      : new CollectedResponse(listener, {
          ...options,
          outlet: this.#outlet,
          gather: (callback) => this.#gather(callback),
        });
    this.#heldResponse = heldResponse;
    this.#attachedAt = this.#clock.monotonicNow();
    this.#pollIntervalMs = QUIET_POLL_INTERVAL_MS;
    if (options.isHeld && !options.isStreamed)
      this.#cancelWait = this.#clock.after(options.waitMs, () => this.release(heldResponse));
    for (const frame of this.#mailbox) this.#write(heldResponse, frame);
    this.#mailbox = [];
    this.#mailboxCharacters = 0;
    return heldResponse;
  }

  /** Ends this response, if it is still the one; the connection goes on. */
  release(heldResponse: HeldResponse): void {
    if (heldResponse === this.#heldResponse) this.#detach(heldResponse);
  }

  /** The client does not come back, and an answer that is still open is useless. */
  leave(): void {
    this.#letGo()?.end();
  }

  send(frame: string): boolean {
    if (this.#heldResponse === undefined) this.#keep(frame);
    const isTaken = this.#heldResponse !== undefined && this.#write(this.#heldResponse, frame);
    this.#pollIntervalMs = isTaken ? BUSY_POLL_INTERVAL_MS : 0; // there is more than fits
    this.#begin();
    return isTaken;
  }

  /** Between two requests. While a response is full, the frame would only wait behind others. */
  keepEphemeral(frame: string): void {
    if (this.#heldResponse === undefined) this.send(frame);
  }

  idle(): void {
    this.#heldResponse?.idle();
  }

  /** Keeps a held response alive, and ends one that was there for so long that a proxy may cut it. */
  tick(): void {
    const heldResponse = this.#heldResponse;
    if (heldResponse === undefined) return;
    if (this.#clock.elapsedMs(this.#attachedAt) >= limits.streamLifetimeMs) this.#detach(heldResponse);
    else heldResponse.heartbeat(heartbeatBytes);
  }

  close(closeCode: number, reason: string, isRevoked = false): void {
    if (this.ending !== undefined) return;
    const ending = { closeCode, reason };
    const heldResponse = this.#letGo();
    const isTold = heldResponse !== undefined;
    this.ending = ending;
    heldResponse?.end(closeBytes(closeCode, reason), isRevoked);
    this.#begin();
    queueMicrotask(() => this.#listener.onClosed(ending, isTold));
  }

  #write(heldResponse: HeldResponse, frame: string): boolean {
    const { costs } = this.#outlet;
    if (costs.isOn) costs.of[this.carrier].framesDown += 1;
    return heldResponse.write(frameBytes(frame));
  }

  #gather(callback: () => void): void {
    const elapsedMs = this.#answeredAt === undefined ? ANSWER_INTERVAL_MS : this.#pace.elapsedMs(this.#answeredAt);
    if (elapsedMs < ANSWER_INTERVAL_MS && this.isHeld) this.#pace.after(ANSWER_INTERVAL_MS - elapsedMs, callback);
    else setImmediate(callback);
  }

  #detach(heldResponse: HeldResponse): void {
    if (heldResponse !== this.#heldResponse) return;
    this.#letGo();
    this.#answeredAt = this.#pace.monotonicNow();
    heldResponse.end(heldResponse.isHeld ? undefined : retryBytes(this.#pollIntervalMs));
    this.#listener.onDetached();
  }

  #letGo(): HeldResponse | undefined {
    const heldResponse = this.#heldResponse;
    this.#heldResponse = undefined;
    this.#cancelWait();
    return heldResponse;
  }

  #keep(frame: string): void {
    if (this.#mailboxCharacters + frame.length > MAILBOX_CHARACTERS_MAX) return;
    this.#mailboxCharacters += frame.length;
    this.#mailbox.push(frame);
  }

  #begin(): void {
    this.#onBegun?.();
    this.#onBegun = undefined;
  }
}
