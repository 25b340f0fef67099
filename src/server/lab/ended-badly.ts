import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { labLimits } from "../../protocol/lab.ts";
import type { Socket, SocketListener } from "../gateway/websocket.ts";
import type { CheckedRequest } from "../http/checked-request.ts";
import { isHandshake, type Upgrader, upgrade, upgradeRequired } from "../http/handshake.ts";
import { refusal } from "../http/responses.ts";

/** Opens a WebSocket, and ends its connection without a close frame [P142c]. */
export function cutShort({ request }: CheckedRequest, server: Upgrader, clock: Clock): Response | undefined {
  return upgrade(request, server, new CutSocket(clock));
}

/** Reads nothing. */
class CutSocket implements SocketListener {
  readonly #clock: Clock;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opened(socket: Socket): void {
    this.#cancel = this.#clock.after(labLimits.cutAfterMs, () => socket.terminate());
  }

  closed(): void {
    this.#cancel();
  }

  received(): void {}
  pinged(): void {}
  ponged(): void {}
  drained(): void {}
}

/** Holds handshakes without an answer, for clients to give up [P142d]. */
export class SilentHandshakes {
  readonly #clock: Clock;
  #heldCount = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async hold({ request }: CheckedRequest): Promise<Response> {
    if (!isHandshake(request)) return upgradeRequired();
    if (this.#heldCount >= labLimits.silentMax) return refusal(new ShoalError("unavailable"));
    this.#heldCount += 1;
    try {
      await this.#end(request.signal);
    } finally {
      this.#heldCount -= 1;
    }
    return refusal(new ShoalError("unavailable"));
  }

  /** The client has given up, or has waited long enough. */
  #end(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(labLimits.silentForMs, end);
      signal.addEventListener("abort", end, { once: true });
    });
  }
}
