import type { Clock } from "../clock.ts";
import type { ErrorCode } from "../protocol/errors.ts";
import { errorWithCloseCode, ShoalError } from "../protocol/errors.ts";
import type { DownFrame } from "../protocol/frames/down.ts";
import type { UpFrameInput, UpFrameOf } from "../protocol/frames/up.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { FrameSeen, StateChange } from "./client-events.ts";
import type { ConnectionEffect, ConnectionInput, ConnectionState, Transition } from "./connection-state.ts";
import { start, transitions } from "./connection-state.ts";
import { readDown } from "./frames.ts";
import type { Channel, Transport } from "./transports/transport.ts";

/** From the start of an attempt to its `welcome`. */
export const ATTEMPT_TIMEOUT_MS = 4_000;
/** From a probe to its `pong`. */
export const PROBE_TIMEOUT_MS = 3_000;
/** The wait before an attempt is random between nothing and a bound, which starts here and doubles [P31] … */
export const RETRY_BOUND_MIN_MS = 500;
/** … up to here. */
export const RETRY_BOUND_MAX_MS = 20_000;

/** After these the next attempt takes its time although a welcome came: the same would happen again at once. */
const slowReturns: ReadonlySet<ErrorCode> = new Set(["too-many-frames", "bad-frame"]);

type TimerName = "attempt" | "silence" | "probe" | "retry";

export interface ConnectionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface ConnectionListener {
  /** What to say first; asked at each attempt, for the cursors have moved. */
  hello(): UpFrameOf<"hello">;
  /** Take over what welcome says. `onState` follows and tells the others. */
  onWelcome(welcome: Welcome): void;
  onState(change: StateChange): void;
  /** Every frame of a live connection but welcome and pong, and errors at any time. */
  onFrame(frame: DownFrame): void;
  /** Every frame as it goes over the wire, without the token. */
  onSeen(direction: FrameSeen["direction"], text: () => string): void;
}

/** One connection after the other: does what the table of `connection-state.ts` says. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #effects: Readonly<Record<ConnectionEffect, () => void>> = {
    dial: () => this.#dial(),
    greet: () => this.#greet(),
    settle: () => this.#settle(),
    probe: () => this.#probe(),
    "hang-up": () => this.#hangUp(),
    "schedule-retry": () => this.#scheduleRetry(),
    "cancel-retry": () => this.#cancelRetry(),
  };
  #state: ConnectionState = "connecting";
  #channel: Channel | undefined;
  /** Counts attempts, so that a channel which was given up is not listened to. */
  #attempt = 0;
  #failureCount = 0;
  #lastHeardAt = 0;
  #silenceMs = 0;
  #welcome: Welcome | undefined;
  #retryAt: number | undefined;
  #cause: ShoalError | undefined;

  /** Starts at once. */
  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#enter(start);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get transport(): string | undefined {
    return this.#state === "greeting" || this.#state === "live" ? this.#options.transport.name : undefined;
  }

  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  get bufferedAmount(): number {
    return this.#channel?.bufferedAmount ?? 0;
  }

  /** Only a live connection carries frames: whoever calls has made sure of it. */
  send(frame: UpFrameInput): void {
    this.#transmit(JSON.stringify(frame));
  }

  /** Gives this connection up and comes back. */
  lose(cause: ShoalError): void {
    this.#input("lost", cause);
  }

  probe(): void {
    this.#input("woken");
  }

  close(): void {
    this.#input("ended");
  }

  #input(input: ConnectionInput, cause?: ShoalError): void {
    this.#cause = cause;
    this.#enter(transitions[this.#state][input]);
  }

  #enter({ state, effects }: Transition): void {
    const isSame = state === this.#state;
    this.#state = state;
    for (const effect of effects) this.#effects[effect]();
    if (isSame) return;
    this.#listener.onState({
      state,
      ...(this.#retryAt === undefined ? {} : { retryAt: this.#retryAt }),
      ...(this.#cause === undefined ? {} : { error: this.#cause }),
    });
  }

  #dial(): void {
    this.#retryAt = undefined;
    this.#attempt += 1;
    const attempt = this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt;
    this.#arm("attempt", ATTEMPT_TIMEOUT_MS, () =>
      this.lose(new ShoalError("unavailable", { message: "No welcome came in time." })),
    );
    try {
      this.#channel = this.#options.transport.open({
        onOpen: () => isCurrent() && this.#input("opened"),
        onText: (text) => isCurrent() && this.#hear(text),
        onClose: (code) => isCurrent() && this.#input(isStayAway(code) ? "refused" : "lost", causeOf(code)),
      });
    } catch (cause) {
      // Not at once: this runs in the middle of a transition.
      this.#arm("attempt", 0, () => this.lose(new ShoalError("unavailable", { cause })));
    }
  }

  #greet(): void {
    const hello = this.#listener.hello();
    this.#transmit(JSON.stringify(hello), () => JSON.stringify({ ...hello, token: hello.token && "…" }));
  }

  #settle(): void {
    this.#disarm("attempt");
    this.#failureCount = 0;
    const welcome = this.#welcome;
    if (welcome === undefined) throw new Error("A connection settles by a welcome.");
    this.#silenceMs = welcome.limits.heartbeatTimeoutMs;
    this.#watchForSilence();
    this.#listener.onWelcome(welcome);
  }

  #probe(): void {
    if (this.#timers.has("probe")) return;
    this.#arm("probe", PROBE_TIMEOUT_MS, () => this.lose(new ShoalError("heartbeat-lost")));
    this.send({ type: "ping" });
  }

  #hangUp(): void {
    this.#attempt += 1;
    for (const name of this.#timers.keys()) this.#disarm(name);
    this.#channel?.close();
    this.#channel = undefined;
    this.#welcome = undefined;
  }

  #scheduleRetry(): void {
    if (this.#cause !== undefined && slowReturns.has(this.#cause.code)) this.#failureCount = Number.POSITIVE_INFINITY;
    const boundMs = Math.min(RETRY_BOUND_MAX_MS, RETRY_BOUND_MIN_MS * 2 ** this.#failureCount);
    this.#failureCount += 1;
    // Full jitter: when a server comes back, its clients do not all come at the same moment.
    const delayMs = this.#options.random() * boundMs;
    this.#retryAt = this.#options.clock.now() + delayMs;
    this.#arm("retry", delayMs, () => this.#input("due"));
  }

  #cancelRetry(): void {
    this.#retryAt = undefined;
    this.#disarm("retry");
  }

  #hear(text: string): void {
    this.#lastHeardAt = this.#options.clock.now();
    this.#listener.onSeen("down", () => text);
    let frame: DownFrame | undefined;
    try {
      frame = readDown(text);
    } catch (error) {
      this.lose(error instanceof ShoalError ? error : new ShoalError("bad-frame", { cause: error }));
      return;
    }
    if (frame?.type === "welcome") {
      this.#welcome = frame;
      this.#input("welcomed");
    } else if (frame?.type === "pong") {
      // Only a pong proves anything to a probe: other frames may have waited in this device's own buffers.
      this.#disarm("probe");
    } else if (frame !== undefined && (this.#state === "live" || frame.type === "error")) {
      if (frame.type === "ping") this.send({ type: "pong" });
      this.#listener.onFrame(frame);
    }
  }

  #transmit(text: string, shown: () => string = () => text): void {
    this.#listener.onSeen("up", shown);
    this.#channel?.send(text);
  }

  // One timer for many frames: it is set anew when it fires, not whenever something is heard.
  #watchForSilence(): void {
    const remainingMs = this.#lastHeardAt + this.#silenceMs - this.#options.clock.now();
    if (remainingMs <= 0) this.lose(new ShoalError("heartbeat-lost"));
    else this.#arm("silence", remainingMs, () => this.#watchForSilence());
  }

  #arm(name: TimerName, delayMs: number, callback: () => void): void {
    this.#disarm(name);
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(name);
      callback();
    });
    this.#timers.set(name, cancel);
  }

  #disarm(name: TimerName): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}

function isStayAway(closeCode: number): boolean {
  return closeCode >= 4500 && closeCode <= 4999;
}

function causeOf(closeCode: number): ShoalError {
  const code = errorWithCloseCode(closeCode);
  if (code !== undefined) return new ShoalError(code);
  // A reason to stay away that this client does not know comes from a server that is newer than it.
  if (isStayAway(closeCode)) return new ShoalError("version-unsupported");
  return new ShoalError("unavailable", { message: `The connection was lost (${closeCode}).` });
}
