import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { KeyedConcurrencyLimit } from "../limits/keyed-concurrency-limit.ts";
import type { Log } from "../log.ts";
import { OutgoingError } from "../outgoing/outgoing.ts";
import type { PushTransport } from "./push-transport.ts";

/** Messages to one push service at a time. */
const AT_ONCE_PER_SERVICE_MAX = 16;
/** Messages on their way or waiting for their turn, to all services together. */
export const DELIVERIES_MAX = 5_000;
/** Messages that wait to be tried again. */
export const RETRIES_WAITING_MAX = 1_000;
/** After a failure that may pass. */
export const RETRY_DELAYS_MS = [15_000, 2 * 60 * 1000] as const;
/** The longest `Retry-After` that is waited for: later the message is old. */
const RETRY_AFTER_MAX_MS = 10 * 60 * 1000;
const WARNING_INTERVAL_MS = 60 * 1000;

/** A message to one device. */
export interface Delivery {
  readonly endpoint: string;
  /** Makes it when its turn comes. */
  readonly request: () => { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
  /** The same message as it would be now; `undefined` when it is not wanted any more. */
  readonly again: () => Promise<Delivery | undefined>;
}

interface DeliveriesOptions {
  readonly transport: PushTransport;
  readonly clock: Clock;
  readonly log: Log;
  /** The push service does not know the endpoint any more. */
  readonly onGone: (endpoint: string) => Promise<void>;
}

/** Carries messages to push services: bounded, a few at a time for each service, tried again where that makes sense. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #turns = new KeyedConcurrencyLimit({ atOnceMax: AT_ONCE_PER_SERVICE_MAX, waitingMax: DELIVERIES_MAX });
  readonly #retries = new Set<() => void>();
  #count = 0;
  #isClosed = false;
  #warnedAt: MonotonicMs | undefined;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Whether there is room for another one. */
  get hasRoom(): boolean {
    return this.#count < DELIVERIES_MAX && !this.#isClosed;
  }

  /** Those on their way, and those that wait. */
  get count(): number {
    return this.#count + this.#retries.size;
  }

  /** Never throws, and waits for nothing. What has no room is dropped. */
  add(delivery: Delivery, attempt = 0): void {
    if (!this.hasRoom) {
      this.#warn("push messages are dropped: too many wait", {});
      return;
    }
    this.#count += 1;
    const { host } = new URL(delivery.endpoint);
    this.#turns
      .run(host, () => this.#attempt(delivery, host, attempt))
      .catch((error: unknown) => this.#options.log.error("a push message failed", error))
      .finally(() => {
        this.#count -= 1;
      });
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
  }

  async #attempt(delivery: Delivery, host: string, attempt: number): Promise<void> {
    if (this.#isClosed) return;
    const { transport, onGone } = this.#options;
    const { endpoint } = delivery;
    const { status, retryAfterMs } = await transport.deliver({ endpoint, ...delivery.request() }).catch((error: unknown) => {
      this.#warn("a push service cannot be reached", { host, reason: reasonOf(error) });
      return { status: 0, retryAfterMs: undefined };
    });
    if (status >= 200 && status < 300) return;
    if (status === 404 || status === 410) await onGone(endpoint).catch(ignoreUnavailable);
    else if (status === 0 || status === 429 || status >= 500) this.#retry(delivery, attempt, retryAfterMs ?? 0);
    if (status !== 0 && status !== 404 && status !== 410) this.#warn("a push service refused a message", { host, status });
  }

  #retry(delivery: Delivery, attempt: number, retryAfterMs: number): void {
    const delayMs = RETRY_DELAYS_MS[attempt];
    if (this.#isClosed || delayMs === undefined || this.#retries.size >= RETRIES_WAITING_MAX || retryAfterMs > RETRY_AFTER_MAX_MS)
      return;
    const cancel = this.#options.clock.after(Math.max(delayMs, retryAfterMs), () => {
      this.#retries.delete(cancel);
      delivery
        .again()
        .then((next) => next && this.add(next, attempt + 1))
        .catch(ignoreUnavailable)
        .catch((error: unknown) => this.#options.log.error("a push message failed", error));
    });
    this.#retries.add(cancel);
  }

  /** The path of an endpoint is a secret: only its host is told. */
  #warn(message: string, fields: Parameters<Log["warn"]>[1]): void {
    const { clock, log } = this.#options;
    if (this.#warnedAt !== undefined && clock.elapsedMs(this.#warnedAt) < WARNING_INTERVAL_MS) return;
    this.#warnedAt = clock.monotonicNow();
    log.warn(message, fields);
  }
}

/** The storage may be closed, or its disk full: a push message is a hint and not a promise. */
export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof ShoalError && error.code === "unavailable")) throw error;
}

function reasonOf(error: unknown): string {
  return error instanceof OutgoingError ? error.message : "no answer";
}
