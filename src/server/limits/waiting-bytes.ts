/** Something with bytes that a client has not taken yet. */
export interface Holder {
  /** How many there are now. */
  readonly waitingBytes: number;
  /** Ends it for the client, and lets the bytes go. */
  drop(): void;
}

/** Beyond this the largest holders are dropped: what belongs to a log stays in the log, and their clients come back for it. */
export const WAITING_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Everything in the process that waits for clients to take it: live events, pages of history, answers over HTTP. Each connection
 * has a bound of its own, but a thousand slow ones together would need a thousand times that.
 */
export class WaitingBytes {
  readonly #bytesMax: number;
  readonly #onDropped: (count: number) => void;
  /** As they were told last. */
  readonly #bytesOf = new Map<Holder, number>();
  #total = 0;

  constructor(options: { onDropped: (count: number) => void; bytesMax?: number }) {
    this.#onDropped = options.onDropped;
    this.#bytesMax = options.bytesMax ?? WAITING_BYTES_MAX;
  }

  /** The holder has so many waiting now; with 0 it is forgotten. May drop holders, that one among them. */
  note(holder: Holder, bytes: number): void {
    this.#total += bytes - (this.#bytesOf.get(holder) ?? 0);
    if (bytes === 0) this.#bytesOf.delete(holder);
    else this.#bytesOf.set(holder, bytes);
    if (this.#total > this.#bytesMax) this.#makeRoom();
  }

  /** In all. */
  get total(): number {
    return this.#total;
  }

  /** Down to a half, so that this is rare. Clients have taken some of the noted bytes: they are counted anew first. */
  #makeRoom(): void {
    const holders = [...this.#bytesOf.keys()].map((holder) => ({ holder, bytes: holder.waitingBytes }));
    this.#bytesOf.clear();
    this.#total = 0;
    for (const { holder, bytes } of holders) {
      if (bytes === 0) continue;
      this.#bytesOf.set(holder, bytes);
      this.#total += bytes;
    }
    if (this.#total <= this.#bytesMax) return;
    let droppedCount = 0;
    for (const { holder, bytes } of holders.toSorted((one, other) => other.bytes - one.bytes)) {
      if (this.#total <= this.#bytesMax / 2) break;
      this.#bytesOf.delete(holder);
      this.#total -= bytes;
      droppedCount += 1;
      holder.drop();
    }
    this.#onDropped(droppedCount);
  }
}
