import { signal } from "@preact/signals";
import * as v from "valibot";
import { type LabCosts, labCosts, labPaths } from "../../../protocol/lab.ts";
import { server } from "../server-address.ts";

/** What the server says of its costs, once a second. */
export class ServerCosts {
  /** Undefined until it has said so. */
  readonly newest = signal<LabCosts | undefined>(undefined);
  /** What came up between the newest two. */
  readonly lastSecond = signal<LabCosts | undefined>(undefined);
  onSecond: (second: LabCosts) => void = () => {};
  #feed: EventSource | undefined;
  #first: LabCosts | undefined;

  open(): void {
    this.close();
    this.#forget();
    const feed = new EventSource(new URL(`.${labPaths.feed}?costs=1`, server));
    // The first event of each feed: its server may be another one, or have stopped to count while there was none.
    feed.addEventListener("lab", () => this.#forget());
    feed.addEventListener("costs", ({ data }) => {
      const result = v.safeParse(v.pipe(v.string(), v.parseJson(), labCosts), data);
      if (result.success) this.#take(result.output);
    });
    this.#feed = feed;
  }

  close(): void {
    this.#feed?.close();
    this.#feed = undefined;
  }

  /** From now on it is counted anew. */
  begin(): void {
    this.#first = this.newest.peek();
  }

  /** What came up since `begin`. */
  get sinceBegin(): LabCosts | undefined {
    const now = this.newest.value;
    return now === undefined || this.#first === undefined ? undefined : costsBetween(this.#first, now);
  }

  #forget(): void {
    this.newest.value = undefined;
    this.lastSecond.value = undefined;
    this.#first = undefined;
  }

  #take(now: LabCosts): void {
    const before = this.newest.peek();
    this.#first ??= now;
    this.newest.value = now;
    if (before === undefined || now.at <= before.at) return; // the first one, or the server's clock was set
    const second = costsBetween(before, now);
    this.lastSecond.value = second;
    this.onSecond(second);
  }
}

/** Counters are what came up between the two, all other values those of the later one; `at` is the milliseconds between them. */
export function costsBetween(earlier: LabCosts, later: LabCosts): LabCosts {
  type Costs = LabCosts["transports"]["poll"];
  const between = (one: Costs, other: Costs): Costs => ({
    ...other,
    requests: other.requests - one.requests,
    framesUp: other.framesUp - one.framesUp,
    framesDown: other.framesDown - one.framesDown,
    bytesUp: other.bytesUp - one.bytesUp,
    bytesDown: other.bytesDown - one.bytesDown,
    headBytesUp: other.headBytesUp - one.headBytesUp,
    headBytesDown: other.headBytesDown - one.headBytesDown,
    cpuMs: other.cpuMs - one.cpuMs,
  });
  const [one, other] = [earlier.transports, later.transports];
  return {
    ...later,
    at: later.at - earlier.at,
    cpuUserMs: later.cpuUserMs - earlier.cpuUserMs,
    cpuSystemMs: later.cpuSystemMs - earlier.cpuSystemMs,
    transports: {
      websocket: between(one.websocket, other.websocket),
      stream: between(one.stream, other.stream),
      "long-poll": between(one["long-poll"], other["long-poll"]),
      poll: between(one.poll, other.poll),
    },
  };
}
