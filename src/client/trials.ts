import type { Clock } from "../clock.ts";
import type { TransportLadder } from "./transports/ladder.ts";
import type { Transport } from "./transports/transport.ts";
import { Trial, type TrialListener, type TrialOptions } from "./trial.ts";

export interface TrialsOptions extends Pick<TrialOptions, "timeoutMs" | "pongTimeoutMs"> {
  readonly ladder: TransportLadder;
  readonly clock: Clock;
}

/** While a lesser transport carries the connection: tries the better ones from time to time, one trial after the other [P37]. */
export class Trials {
  readonly #options: TrialsOptions;
  readonly #listener: Omit<TrialListener, "onFailure">;
  #trial: Trial | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: TrialsOptions, listener: Omit<TrialListener, "onFailure">) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Tries them in a while. What is under way already goes on. */
  schedule(): void {
    const { ladder, clock } = this.#options;
    if (this.#trial !== undefined || this.#cancelTimer !== undefined || ladder.better.length === 0) return;
    this.#cancelTimer = clock.after(ladder.betterAfterMs, () => this.start());
  }

  /** Tries them now, from the best on. */
  start(): void {
    this.stop();
    const { better } = this.#options.ladder;
    if (better.length > 0) this.#try(better);
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#trial?.abandon();
    this.#trial = undefined;
  }

  /** The one that was welcomed: its channel is the caller's from now on. */
  take(): Trial {
    const trial = this.#trial;
    if (trial === undefined) throw new Error("A switch is to a channel that was tried.");
    this.#trial = undefined;
    return trial;
  }

  #try([transport, ...others]: readonly Transport[]): void {
    this.#trial = undefined;
    if (transport === undefined) {
      this.#options.ladder.betterFailed();
      this.schedule();
      return;
    }
    const { clock, timeoutMs, pongTimeoutMs } = this.#options;
    const onFailure = (): void => this.#try(others);
    this.#trial = new Trial({ transport, clock, timeoutMs, pongTimeoutMs }, { ...this.#listener, onFailure });
  }
}
