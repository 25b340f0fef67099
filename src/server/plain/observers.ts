import type { Clock } from "../../clock.ts";
import { Coalesced } from "../coalesced.ts";
import type { PlainSocket } from "./plain-socket.ts";
import type { Shape } from "./shapes.ts";

/** Names in one list; the number of all is told beside them. */
export const OBSERVERS_LISTED_MAX = 50;
/** Between two lists: a crowd that comes at once is told of together. */
export const OBSERVERS_INTERVAL_MS = 500;

/** The plain sockets of one path, and who of them is told of the others' coming and going [P68]. */
export class Observers {
  readonly #shape: Shape;
  readonly #lists: Coalesced;
  /** In the order in which they came. */
  readonly #sockets = new Set<PlainSocket>();
  readonly #asking = new Set<PlainSocket>();

  constructor(shape: Shape, clock: Clock) {
    this.#shape = shape;
    this.#lists = new Coalesced(clock, OBSERVERS_INTERVAL_MS, () => this.#tell());
  }

  add(socket: PlainSocket, isAsking: boolean): void {
    this.#sockets.add(socket);
    if (isAsking) this.#asking.add(socket);
    this.#changed();
  }

  delete(socket: PlainSocket): void {
    if (!this.#sockets.delete(socket)) return;
    this.#asking.delete(socket);
    this.#changed();
  }

  close(): void {
    this.#lists.close();
  }

  #changed(): void {
    if (this.#asking.size > 0) this.#lists.changed();
  }

  #tell(): void {
    const newest = [...this.#sockets].slice(-OBSERVERS_LISTED_MAX);
    const list = this.#shape.observers(
      newest.map(({ user }) => user.nickname),
      this.#sockets.size,
    );
    for (const socket of this.#asking) socket.tellObservers(list);
  }
}
