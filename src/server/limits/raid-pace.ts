import type { Clock } from "../../clock.ts";
import { adminLimits } from "../../protocol/admin.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Live } from "./live.ts";
import { RateLimiter } from "./rate-limiter.ts";

interface RaidPaceOptions {
  readonly clock: Clock;
  readonly isRaid: Live<boolean>;
  /** Is asked for those who are too fast. */
  readonly isStaff: (userId: string) => Promise<boolean>;
}

/** While there is a raid each user writes one message in `raidPaceMs`, but for those who keep order on the server [P183]. */
export class RaidPace {
  readonly #isRaid: Live<boolean>;
  readonly #isStaff: (userId: string) => Promise<boolean>;
  /** For other nodes, too. */
  readonly limiter: RateLimiter;

  constructor({ clock, isRaid, isStaff }: RaidPaceOptions) {
    this.#isRaid = isRaid;
    this.#isStaff = isStaff;
    this.limiter = new RateLimiter({ perSecond: 1_000 / adminLimits.raidPaceMs, burst: 1, clock });
  }

  get isOn(): boolean {
    return this.#isRaid();
  }

  /** Throws `rate-limited`. */
  async spend(userId: string): Promise<void> {
    const retryAfterMs = this.limiter.take(userId);
    if (retryAfterMs === 0) return;
    if (!(await this.#isStaff(userId))) throw new ShoalError("rate-limited", { retryAfterMs });
  }
}
