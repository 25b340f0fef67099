import type { Clock } from "../clock.ts";
import type { UpFrameOf } from "../protocol/frames/up.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { FrameSeen } from "./client-events.ts";
import { readDown } from "./frames.ts";
import type { Channel, ChannelListener, Position, Transport } from "./transports/transport.ts";

export interface TrialOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export interface TrialListener {
  hello(): UpFrameOf<"hello">;
  position(): Position;
  onWelcome(welcome: Welcome): void;
  onFailure(): void;
  onSeen(direction: FrameSeen["direction"], text: () => string): void;
}

/** A channel that is opened beside a live one, up to its welcome: then it is taken over, or it was nothing. */
export class Trial {
  readonly transport: Transport;
  readonly #listener: TrialListener;
  readonly #cancelTimer: () => void;
  #channel: Channel | undefined;
  #adoptedBy: ChannelListener | undefined;
  #isOver = false;

  constructor({ transport, clock, timeoutMs }: TrialOptions, listener: TrialListener) {
    this.transport = transport;
    this.#listener = listener;
    this.#cancelTimer = clock.after(timeoutMs, () => this.#fail());
    try {
      this.#channel = transport.open({
        onOpen: () => this.#greet(),
        onText: (text) => this.#hear(text),
        position: () => listener.position(),
        onRenewal: () => this.#adoptedBy?.onRenewal?.(),
        onClose: (code, reason) => (this.#adoptedBy === undefined ? this.#fail() : this.#adoptedBy.onClose(code, reason)),
      });
    } catch {
      this.#cancelTimer();
      clock.after(0, () => this.#fail());
    }
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

  #greet(): void {
    const hello = this.#listener.hello();
    this.#listener.onSeen("up", () => JSON.stringify({ ...hello, token: hello.token && "…" }));
    this.#channel?.send(JSON.stringify(hello));
  }

  #hear(text: string): void {
    if (this.#adoptedBy !== undefined) {
      this.#adoptedBy.onText(text);
      return;
    }
    if (this.#isOver) return;
    this.#listener.onSeen("down", () => text);
    const welcome = readWelcome(text);
    if (welcome === undefined) {
      this.#fail();
      return;
    }
    this.#isOver = true;
    this.#cancelTimer();
    this.#listener.onWelcome(welcome);
  }

  #fail(): void {
    if (this.#isOver) return;
    this.abandon();
    this.#listener.onFailure();
  }
}

function readWelcome(text: string): Welcome | undefined {
  try {
    const frame = readDown(text);
    return frame?.type === "welcome" ? frame : undefined;
  } catch {
    return undefined;
  }
}
