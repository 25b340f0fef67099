import type { Clock } from "../clock.ts";
import type { DownFrame } from "../protocol/frames/down.ts";
import type { HelloInput } from "../protocol/frames/hello.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { FrameSeen } from "./client-events.ts";
import { tryToReadDown } from "./frames.ts";
import type { Channel, ChannelListener, Position, Transport } from "./transports/transport.ts";

export interface UpgradeProbeOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Up to the welcome. */
  readonly timeoutMs: number;
  /** From when the server has taken a ping. */
  readonly pongTimeoutMs: number;
}

export interface UpgradeProbeListener {
  hello(): HelloInput;
  position(): Position;
  onWelcome(welcome: Welcome): void;
  onFailure(): void;
  onSeen(direction: FrameSeen["direction"], text: () => string): void;
}

/**
 * A channel that is opened beside a live one, up to its welcome: then it is taken over, or it was nothing. Where something on
 * the way may hold back what comes, a first one has to bring a pong in time, and makes place for the one that is taken over:
 * its own welcome would be old by then.
 */
export class UpgradeProbe {
  readonly transport: Transport;
  readonly #options: UpgradeProbeOptions;
  readonly #listener: UpgradeProbeListener;
  #cancelTimer: () => void = () => {};
  #channel: Channel | undefined;
  #adoptedBy: ChannelListener | undefined;
  #proof: "none" | "wanted" | "given" = "none";
  #isOver = false;

  constructor(options: UpgradeProbeOptions, listener: UpgradeProbeListener) {
    this.transport = options.transport;
    this.#options = options;
    this.#listener = listener;
    this.#open();
  }

  /** The channel, and everything that it says from now on. */
  adopt(listener: ChannelListener): Channel | undefined {
    this.#adoptedBy = listener;
    return this.#channel;
  }

  abandon(): void {
    this.#isOver = true;
    this.#cancelTimer();
    this.#channel?.close();
  }

  #open(): void {
    const { transport, clock, timeoutMs } = this.#options;
    this.#cancelTimer = clock.after(timeoutMs, () => this.#fail());
    try {
      this.#channel = transport.open({
        onOpen: () => this.#greet(),
        onText: (text) => this.#hear(text),
        position: () => this.#listener.position(),
        onRenewal: () => this.#adoptedBy?.onRenewal?.(),
        onDoubt: () => this.#doubt(),
        onClose: (code, reason) => (this.#adoptedBy === undefined ? this.#fail() : this.#adoptedBy.onClose(code, reason)),
      });
    } catch {
      this.#cancelTimer();
      clock.after(0, () => this.#fail());
    }
  }

  #greet(): void {
    const hello = this.#listener.hello();
    this.#send(hello, () => JSON.stringify({ ...hello, token: hello.token && "…" }));
  }

  #doubt(): void {
    if (this.#adoptedBy !== undefined) this.#adoptedBy.onDoubt?.();
    else if (this.#proof === "none") this.#proof = "wanted";
  }

  #hear(text: string): void {
    if (this.#adoptedBy !== undefined) {
      this.#adoptedBy.onText(text);
      return;
    }
    if (this.#isOver) return;
    this.#listener.onSeen("down", () => text);
    const frame = tryToReadDown(text);
    if (this.#proof === "wanted") this.#hearProof(frame);
    else if (frame?.type === "welcome") {
      this.#isOver = true;
      this.#cancelTimer();
      this.#listener.onWelcome(frame);
    } else this.#fail();
  }

  #hearProof(frame: DownFrame | undefined): void {
    if (frame?.type === "welcome") this.#askForPong();
    if (frame?.type !== "pong") return;
    this.#proof = "given";
    this.#cancelTimer();
    this.#channel?.close();
    this.#open();
  }

  #askForPong(): void {
    const { clock, pongTimeoutMs } = this.#options;
    this.#send({ type: "ping" });
    this.#channel?.whenTaken?.(() => {
      if (this.#proof !== "wanted") return;
      this.#cancelTimer();
      this.#cancelTimer = clock.after(pongTimeoutMs, () => this.#fail());
    });
  }

  #send(frame: UpFrameInput, shown: () => string = () => JSON.stringify(frame)): void {
    this.#listener.onSeen("up", shown);
    this.#channel?.send(JSON.stringify(frame));
  }

  #fail(): void {
    if (this.#isOver) return;
    this.abandon();
    this.#listener.onFailure();
  }
}
