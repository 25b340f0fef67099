import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { labLimits } from "../../protocol/lab.ts";
import type { CheckedRequest } from "../http/checked-request.ts";
import { isHandshake, upgradeRequired } from "../http/handshake.ts";
import { refusal } from "../http/responses.ts";

/** Holds handshakes without an answer, for clients to give up [P144c]. */
export class SilentHandshakes {
  readonly #clock: Clock;
  readonly #ends = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async hold({ request }: CheckedRequest): Promise<Response> {
    if (!isHandshake(request)) return upgradeRequired();
    if (this.#ends.size >= labLimits.silentMax) return refusal(new ShoalError("unavailable"));
    await this.#end(request.signal);
    return refusal(new ShoalError("unavailable"));
  }

  /** A server that stops waits for no patience. */
  drain(): void {
    for (const end of [...this.#ends]) end();
  }

  /** The client has given up, or has waited long enough. */
  #end(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#ends.delete(end);
        resolve();
      };
      this.#ends.add(end);
      const cancel = this.#clock.after(labLimits.silentForMs, end);
      signal.addEventListener("abort", end, { once: true });
    });
  }
}
