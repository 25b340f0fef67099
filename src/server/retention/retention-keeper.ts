import type { Clock } from "../../clock.ts";
import type { Trimmed } from "../../protocol/frames/trimmed.ts";
import type { Retention, RetentionChange } from "../../protocol/retention.ts";
import type { Live } from "../limits/live.ts";
import type { Log } from "../log.ts";
import type { RetentionPage, RetentionRecords } from "../storage/retention-records.ts";

interface RetentionKeeperDependencies {
  readonly storage: RetentionRecords;
  readonly clock: Clock;
  readonly log: Log;
  /** What the server keeps at most. */
  readonly retention: Live<Retention>;
  /** For those who are in that conversation and connected. */
  readonly onTrimmed: (frame: Trimmed) => void;
}

/** Places that one step looks at: a few milliseconds of the writer's thread. */
const PLACES_AT_ONCE = 200;
/** Between two steps: others write meanwhile. */
const PAUSE_MS = 25;
const DAY_MS = 24 * 60 * 60 * 1000;
/** In an hour of running: a clock that jumps forward makes a day's messages old in an hour, and not all of them at once [P194]. */
const TIME_STEP_MS = DAY_MS;
/** A clock that is further ahead than this is worth a line in the server's log. */
const AHEAD_MS = 2 * DAY_MS;

/** Takes away what rooms and the server do not keep [P190–P194]. */
export class RetentionKeeper {
  readonly #parts: RetentionKeeperDependencies;
  #running: Promise<void> | undefined;
  #cancelPause: () => void = () => {};
  #isClosed = false;
  #hasWarned = false;

  constructor(parts: RetentionKeeperDependencies) {
    this.#parts = parts;
  }

  /** Step by step. `isHourly`: an hour of running has passed since the last time. */
  trimSoon({ isHourly = false }: { isHourly?: boolean } = {}): void {
    if (this.#isClosed) return;
    this.#running ??= this.#trimAll(isHourly)
      .catch((error: unknown) => this.#parts.log.error("what is not kept any more could not be removed", error))
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** When what was begun is done. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** After the step that is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelPause();
    await this.#running;
  }

  /** What is kept where, and what would go; `given` in place of what the server keeps. */
  async survey(given: RetentionChange, after?: number): Promise<RetentionPage & { readonly server: Retention }> {
    const { storage, retention } = this.#parts;
    const { days = retention().days, messages = retention().messages } = given;
    const server = { days, messages };
    return { server, ...(await storage.listRetention({ server, at: await this.#time(false), after })) };
  }

  async #trimAll(isHourly: boolean): Promise<void> {
    const { storage, retention } = this.#parts;
    const at = await this.#time(isHourly);
    let after: number | undefined;
    do {
      const { items, next } = await storage.listRetention({ server: retention(), at, after });
      for (const { conversationId, isDue } of items) if (isDue) await this.#trim(conversationId, at);
      after = next;
    } while (after !== undefined && !this.#isClosed);
  }

  async #trim(conversationId: string, at: number): Promise<void> {
    const { storage, retention, onTrimmed } = this.#parts;
    let removed = 0;
    while (!this.#isClosed) {
      const trimmed = await storage.trimLog({ conversationId, server: retention(), at, limit: PLACES_AT_ONCE });
      const { floor, messageCount, isBehind } = trimmed;
      removed += trimmed.removed;
      if (isBehind) await this.#pause();
      else {
        if (removed > 0) onTrimmed({ type: "trimmed", conversationId, floor, messageCount });
        return;
      }
    }
  }

  async #time(isHourly: boolean): Promise<number> {
    const { storage, clock, log } = this.#parts;
    const now = clock.now();
    const time = await storage.advanceTime(now, isHourly ? TIME_STEP_MS : 0);
    const isAhead = now - time > AHEAD_MS;
    if (isAhead && !this.#hasWarned) {
      log.warn("the clock is ahead of the time that the server has run: what is not kept goes a day's worth an hour", {
        days: Math.round((now - time) / DAY_MS),
      });
    }
    this.#hasWarned = isAhead;
    return time;
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(PAUSE_MS, resolve);
      this.#cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
