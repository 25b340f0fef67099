import type { Clock, MonotonicMs } from "../../clock.ts";
import type { CarrierName } from "./transport.ts";

/** What the connections of one transport have cost while anyone looked. */
export interface Tally {
  requests: number;
  framesUp: number;
  framesDown: number;
  bytesUp: number;
  bytesDown: number;
  headBytesUp: number;
  headBytesDown: number;
  cpuMs: number;
}

/** What each transport costs, counted only while `isOn`: everything that counts asks that first, and the fan-out once for each frame. */
export class Costs {
  isOn = false;
  readonly of: Readonly<Record<CarrierName, Tally>> = {
    websocket: emptyTally(),
    stream: emptyTally(),
    "long-poll": emptyTally(),
    poll: emptyTally(),
  };
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The start of some work, for `end`; `undefined` while nothing is counted. */
  begin(): MonotonicMs | undefined {
    return this.isOn ? this.#clock.monotonicNow() : undefined;
  }

  /** The work was that transport's. */
  end(name: CarrierName, begunAt: MonotonicMs | undefined): void {
    if (begunAt !== undefined) this.of[name].cpuMs += this.#clock.elapsedMs(begunAt);
  }

  /** A request that is going to be answered; `undefined` while nothing is counted. */
  request(request: Request): RequestCost | undefined {
    return this.isOn ? new RequestCost(this, this.#clock, request) : undefined;
  }

  /** A frame was handed to so many connections of each transport, which share the work. */
  fannedOut(text: string, begunAt: MonotonicMs, receivers: ReadonlyMap<CarrierName, number>): void {
    const elapsedMs = this.#clock.elapsedMs(begunAt);
    let receiverCount = 0;
    for (const count of receivers.values()) receiverCount += count;
    for (const [name, count] of receivers) {
      this.of[name].cpuMs += (elapsedMs * count) / receiverCount;
      if (name === "websocket") this.sentOverWebSocket(Buffer.byteLength(text), count);
    }
  }

  /** HTTP transports count what they write: here a frame of this transport knows its size before. */
  sentOverWebSocket(byteLength: number, count = 1): void {
    const tally = this.of.websocket;
    tally.framesDown += count;
    tally.bytesDown += byteLength * count;
    tally.headBytesDown += frameHeadBytes(byteLength) * count;
  }

  receivedOverWebSocket(byteLength: number): void {
    const tally = this.of.websocket;
    tally.framesUp += 1;
    tally.bytesUp += byteLength;
    tally.headBytesUp += frameHeadBytes(byteLength) + MASKING_KEY_BYTES;
  }
}

/** One request while it is being answered. Its transport is known at the end. */
export class RequestCost {
  readonly #costs: Costs;
  readonly #clock: Clock;
  readonly #headBytes: number;
  framesUp = 0;
  bytesUp = 0;
  bytesDown = 0;
  #cpuMs = 0;

  constructor(costs: Costs, clock: Clock, request: Request) {
    this.#costs = costs;
    this.#clock = clock;
    this.#headBytes = requestHeadBytes(request);
  }

  /** Counts the time up to the first `await` of what it runs. */
  time<Result>(run: () => Result): Result {
    const begunAt = this.#clock.monotonicNow();
    try {
      return run();
    } finally {
      this.#cpuMs += this.#clock.elapsedMs(begunAt);
    }
  }

  answered(name: CarrierName, headBytesDown: number): void {
    const tally = this.#costs.of[name];
    tally.requests += 1;
    tally.framesUp += this.framesUp;
    tally.bytesUp += this.bytesUp;
    tally.bytesDown += this.bytesDown;
    tally.headBytesUp += this.#headBytes;
    tally.headBytesDown += headBytesDown;
    tally.cpuMs += this.#cpuMs;
  }
}

/** Runs it, and counts its time where there is something to count it for. */
export function timed<Result>(cost: RequestCost | undefined, run: () => Result): Result {
  return cost === undefined ? run() : cost.time(run);
}

/** Of headers, each with its colon, its space and its line break. */
export function headerBytes(headers: Headers): number {
  let byteCount = 0;
  for (const [name, value] of headers) byteCount += name.length + value.length + ": \r\n".length;
  return byteCount;
}

function requestHeadBytes({ method, url, headers }: Request): number {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search} HTTP/1.1\r\n\r\n`.length + headerBytes(headers);
}

const MASKING_KEY_BYTES = 4;

/** Of a WebSocket frame that is not masked [RFC 6455, 5.2]. */
function frameHeadBytes(byteLength: number): number {
  if (byteLength > 0xffff) return 10;
  return byteLength > 125 ? 4 : 2;
}

function emptyTally(): Tally {
  return { requests: 0, framesUp: 0, framesDown: 0, bytesUp: 0, bytesDown: 0, headBytesUp: 0, headBytesDown: 0, cpuMs: 0 };
}
