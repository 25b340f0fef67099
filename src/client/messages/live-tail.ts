import type { ReceivedEvent } from "../../protocol/events.ts";
import type { Gap } from "../../protocol/frames/events.ts";

/** Events that wait for a slow consumer. One more, and the consumer reads all of them from the log instead. */
export const WAITING_EVENTS_MAX = 1_000;

/** The newest events of one conversation, on their way to a consumer that may be slow. What it has dropped is still in the log. */
export class LiveTail {
  /** Without holes. */
  #waiting: ReceivedEvent[] = [];
  #head = 0;
  #replacedAt: number | undefined;
  #wake: () => void = () => {};

  /** The last seq that is known of the log. */
  get head(): number {
    return this.#head;
  }

  /** The log goes on after `head`, as far as is known. */
  begin(head: number): void {
    this.#head = Math.max(this.#head, head);
  }

  /** Events come once each, in order, and without holes but for those that `skip` tells. */
  receive(event: ReceivedEvent): void {
    this.#head = event.seq;
    if (this.#waiting.length < WAITING_EVENTS_MAX) this.#waiting.push(event);
    else this.#waiting = [];
    this.wake();
  }

  /** Events that are not delivered live [P17]. */
  skip({ after, reason }: Gap): void {
    this.#waiting = [];
    this.#head = after;
    if (reason === "replaced") this.#replacedAt = after;
    this.wake();
  }

  /** The event right after `cursor`; `undefined` when it has to be read from the log, or has not happened. */
  take(cursor: number): ReceivedEvent | undefined {
    while (this.#waiting[0] !== undefined && this.#waiting[0].seq <= cursor) this.#waiting.shift();
    return this.#waiting[0]?.seq === cursor + 1 ? this.#waiting.shift() : undefined;
  }

  /** The head of the log that has replaced the one before, once for each time. */
  takeReplacement(): number | undefined {
    const replacedAt = this.#replacedAt;
    this.#replacedAt = undefined;
    return replacedAt;
  }

  /** Lets the consumer look again. */
  wake(): void {
    this.#wake();
  }

  /** Resolves when there is something to look at. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
