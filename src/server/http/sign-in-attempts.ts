import type { Clock, MonotonicMs } from "../../clock.ts";

interface Attempt<Answer> {
  readonly answer: Promise<Answer>;
  readonly subject: string;
  readonly begunAt: MonotonicMs;
}

/** An attempt may be repeated for this long. */
export const ATTEMPT_LIFETIME_MS = 2 * 60 * 1000;
/** Beyond this the oldest is forgotten. */
const ATTEMPTS_MAX = 10_000;

/**
 * Attempts to sign in, by the secret that the client made up for each. An answer that was lost on its way has taken a nickname, and only
 * who asks again with the same secret gets it.
 */
export class SignInAttempts<Answer> {
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #attempts = new Map<string, Attempt<Answer>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs it once for an attempt and its subject. A refused attempt may be repeated. */
  run(id: string | undefined, subject: string, signIn: () => Promise<Answer>): Promise<Answer> {
    if (id === undefined) return signIn();
    this.#expire();
    const known = this.#attempts.get(id);
    if (known?.subject === subject) return known.answer;
    const answer = signIn();
    this.#attempts.set(id, { answer, subject, begunAt: this.#clock.monotonicNow() });
    answer.catch(() => this.#attempts.delete(id));
    return answer;
  }

  #expire(): void {
    for (const [id, { begunAt }] of this.#attempts) {
      if (this.#attempts.size <= ATTEMPTS_MAX && this.#clock.elapsedMs(begunAt) < ATTEMPT_LIFETIME_MS) return;
      this.#attempts.delete(id);
    }
  }
}
