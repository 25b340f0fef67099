import { signal } from "@preact/signals";
import * as v from "valibot";
import {
  type LabObservers,
  type LabPushEvent,
  labGreeting,
  labObservers,
  labPaths,
  labPushEvent,
} from "../../../protocol/lab.ts";
import { server } from "../server-address.ts";

export interface ReceivedPush extends LabPushEvent {
  /** Counts the pushes that came to this page. */
  readonly id: number;
}

type FeedState = "closed" | "opening" | "open";

/** What of an `EventSource` the feed uses. */
type Source = Pick<EventSource, "addEventListener" | "close" | "readyState">;

const PUSHES_KEPT_MAX = 20;
/** After an answer that was no feed, with which an `EventSource` gives up. */
const RETRY_AFTER_MS = 30_000;
const CLOSED = 2;

/**
 * The lab's ear: what the server says to all open labs.
 *
 * It is open while the page is in sight. A browser has six connections to a host over HTTP/1.1, which all its pages share, and the race needs
 * three of them: pages behind others must not hold any. Electing one page of a browser to listen for all would need Web Locks, which plain
 * HTTP in a local network has not.
 */
export class LabFeed {
  readonly state = signal<FeedState>("closed");
  /** Which of the open labs this one is. */
  readonly number = signal<number | undefined>(undefined);
  readonly observers = signal<LabObservers | undefined>(undefined);
  /** The newest last. */
  readonly pushes = signal<readonly ReceivedPush[]>([]);
  readonly #connect: () => Source;
  #source: Source | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;

  constructor(connect: () => Source) {
    this.#connect = connect;
  }

  /** Opens it, if it is not. */
  open(): void {
    if (this.#source !== undefined) return;
    clearTimeout(this.#retry);
    const source = this.#connect();
    this.#source = source;
    this.state.value = "opening";
    const on = <Data>(name: string, schema: v.GenericSchema<unknown, Data>, take: (data: Data) => void): void =>
      source.addEventListener(name, (event) => {
        const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), "data" in event ? event.data : undefined);
        if (this.#source === source && result.success) take(result.output);
      });
    on("lab", labGreeting, ({ number }) => {
      this.state.value = "open";
      this.number.value = number;
    });
    on("observers", labObservers, (observers) => {
      this.observers.value = observers;
    });
    on("push", labPushEvent, (push) => {
      this.#lastId += 1;
      this.pushes.value = [...this.pushes.peek(), { ...push, id: this.#lastId }].slice(-PUSHES_KEPT_MAX);
    });
    source.addEventListener("error", () => {
      if (this.#source === source) this.#lost(source);
    });
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
    this.#forget("closed");
  }

  // An `EventSource` comes back by itself after a cut, but not after another answer.
  #lost(source: Source): void {
    const isOver = source.readyState === CLOSED;
    this.#forget(isOver ? "closed" : "opening");
    if (!isOver) return;
    this.#source = undefined;
    this.#retry = setTimeout(() => this.open(), RETRY_AFTER_MS);
  }

  #forget(state: FeedState): void {
    this.state.value = state;
    this.number.value = undefined;
    this.observers.value = undefined;
  }
}

/** That of this page. The lab's screen opens and closes it. */
export const labFeed = new LabFeed(() => new EventSource(new URL(`.${labPaths.feed}`, server)));
