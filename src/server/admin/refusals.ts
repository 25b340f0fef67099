import type { Clock } from "../../clock.ts";
import { adminLimits } from "../../protocol/admin.ts";
import type { AnyErrorCode } from "../../protocol/errors.ts";
import type { Log } from "../log.ts";

interface Refusal {
  readonly code: AnyErrorCode;
  readonly count: number;
  readonly lastAt: number;
}

/** How often the server refused something since its start, by the code of the error: of whom, and what it was, is kept nowhere. */
export class Refusals {
  readonly #clock: Clock;
  readonly #of = new Map<AnyErrorCode, { count: number; lastAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  count(code: AnyErrorCode): void {
    const lastAt = this.#clock.now();
    const known = this.#of.get(code);
    if (known === undefined) this.#of.set(code, { count: 1, lastAt });
    else {
      known.count += 1;
      known.lastAt = lastAt;
    }
  }

  /** The log, whose refusals are counted here. */
  counting(log: Log): Log {
    const { debug } = log;
    return {
      debug: debug && ((...entry) => debug(...entry)),
      info: (...entry) => log.info(...entry),
      warn: (...entry) => log.warn(...entry),
      error: (...entry) => log.error(...entry),
      refused: (code) => {
        this.count(code);
        debug?.("refused", { code });
      },
    };
  }

  get counts(): ReadonlyMap<AnyErrorCode, number> {
    return new Map([...this.#of].map(([code, { count }]) => [code, count]));
  }

  /** Those that happened last first. */
  list(): Refusal[] {
    const all = [...this.#of].map(([code, { count, lastAt }]) => ({ code, count, lastAt }));
    return all.toSorted((one, other) => other.lastAt - one.lastAt).slice(0, adminLimits.refusalsListedMax);
  }
}
