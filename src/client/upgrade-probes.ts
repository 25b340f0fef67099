import type { Clock } from "../clock.ts";
import type { Transport } from "./transports/transport.ts";
import type { TransportFallback } from "./transports/transport-fallback.ts";
import { UpgradeProbe, type UpgradeProbeListener, type UpgradeProbeOptions } from "./upgrade-probe.ts";

export interface UpgradeProbesOptions extends Pick<UpgradeProbeOptions, "timeoutMs" | "pongTimeoutMs"> {
  readonly fallback: TransportFallback;
  readonly clock: Clock;
}

/** While a lesser transport carries the connection: tries the better ones from time to time, one probe after the other [P37]. */
export class UpgradeProbes {
  readonly #options: UpgradeProbesOptions;
  readonly #listener: Omit<UpgradeProbeListener, "onFailure">;
  #probe: UpgradeProbe | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: UpgradeProbesOptions, listener: Omit<UpgradeProbeListener, "onFailure">) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Schedules a probe. A running one goes on. */
  schedule(): void {
    const { fallback, clock } = this.#options;
    if (this.#probe !== undefined || this.#cancelTimer !== undefined || fallback.better.length === 0) return;
    this.#cancelTimer = clock.after(fallback.betterAfterMs, () => this.start());
  }

  /** Tries them now, from the best on. */
  start(): void {
    this.stop();
    const { better } = this.#options.fallback;
    if (better.length > 0) this.#try(better);
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#probe?.abandon();
    this.#probe = undefined;
  }

  /** The one that was welcomed: its channel is the caller's from now on. */
  take(): UpgradeProbe {
    const probe = this.#probe;
    if (probe === undefined) throw new Error("A switch is to a channel that was tried.");
    this.#probe = undefined;
    return probe;
  }

  #try([transport, ...others]: readonly Transport[]): void {
    this.#probe = undefined;
    if (transport === undefined) {
      this.#options.fallback.betterFailed();
      this.schedule();
      return;
    }
    const { clock, timeoutMs, pongTimeoutMs } = this.#options;
    const onFailure = (): void => this.#try(others);
    this.#probe = new UpgradeProbe({ transport, clock, timeoutMs, pongTimeoutMs }, { ...this.#listener, onFailure });
  }
}
