import * as v from "valibot";
import type { Bus } from "./bus/bus.ts";

/** Hints of one turn go together; the newest of a lane says everything. */
const hintsSchema = v.record(v.pipe(v.string(), v.regex(/^\d{1,3}$/)), v.pipe(v.number(), v.safeInteger()));

interface FollowingStorage {
  hint(lane?: number, feedId?: number): void;
}

/** Tells other nodes how far the feed is, and the storage what they tell. A hint that is lost, wrong or late costs time and nothing else. */
export class FeedHints {
  readonly #bus: Bus;
  readonly #moved = new Map<number, number>();

  constructor(bus: Bus, storage: FollowingStorage) {
    this.#bus = bus;
    bus.subscribe("feed", (text) => {
      const hints = v.safeParse(hintsSchema, parsed(text));
      if (!hints.success) return;
      for (const [lane, feedId] of Object.entries(hints.output)) storage.hint(Number(lane), feedId);
    });
    bus.onReconnect(() => storage.hint());
  }

  moved(lane: number, feedId: number): void {
    if (this.#moved.size === 0) queueMicrotask(() => this.#tell());
    this.#moved.set(lane, feedId);
  }

  #tell(): void {
    const hints = Object.fromEntries(this.#moved);
    this.#moved.clear();
    this.#bus.publish("feed", JSON.stringify(hints));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
