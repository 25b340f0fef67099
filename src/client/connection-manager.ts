import type { Clock, MonotonicMs } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { DownFrame } from "../protocol/frames/down.ts";
import type { HelloInput } from "../protocol/frames/hello.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { Backoff } from "./backoff.ts";
import type { FrameSeen, StateChange } from "./client-events.ts";
import { isStayAway, reasonOf } from "./close-reason.ts";
import type {
  ConnectionEffect,
  ConnectionInput,
  ConnectionState,
  InputDetails,
  Situation,
  Transition,
} from "./connection-state.ts";
import { start, transitions } from "./connection-state.ts";
import { readDown, tryToReadDown } from "./frames.ts";
import type { SessionToken } from "./session-token.ts";
import { Timers } from "./timers.ts";
import type { Channel, ChannelListener, Position, Transport } from "./transports/transport.ts";
import type { TransportFallback } from "./transports/transport-fallback.ts";
import { UpgradeProbes } from "./upgrade-probes.ts";

/** From the start of an attempt to its `welcome`; after a long absence it is longer (`Backoff.patienceMs`). */
export const ATTEMPT_TIMEOUT_MS = 4_000;
/** From a probe to its `pong`. */
export const PROBE_TIMEOUT_MS = 3_000;
/** The same, when the system says that the network is gone: a server on this very machine answers all the same. */
export const OFFLINE_PROBE_TIMEOUT_MS = 700;
/** After a frame was sent and nothing came for this long, the connection is probed. */
export const ANSWER_DOUBT_MS = 3_000;
/** From when the server has taken a ping: a `pong` that is still on its way is being held back. */
export const PONG_TIMEOUT_MS = 1_000;
/** After a switch the client still reads the answers on the previous channel, for this long. */
export const LINGER_MS = 3_000;

/** A timer that is so late ran on a device that slept. */
const SLEEP_MIN_MS = 5_000;

type TimerName = "attempt" | "silence" | "answer" | "probe" | "retry" | "linger";

export interface ConnectionOptions {
  readonly fallback: TransportFallback;
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly token: SessionToken;
}

export interface ConnectionListener {
  /** The first frame; asked for at each attempt, because the cursors move. */
  hello(): HelloInput;
  /** How far every log is applied, the user's own among them. */
  position(): Position;
  /** Whether the welcome is for this client's user: the cookie may belong to another user by now. */
  isExpected(welcome: Welcome): boolean;
  /** Apply the welcome. `onState` follows. */
  onWelcome(welcome: Welcome): void;
  onState(change: StateChange): void;
  /** After `onWelcome`, when it was live and is: on another channel (`isSwitched`), or on the same one that was greeted anew. */
  onRenewed(isSwitched: boolean): void;
  /** The requests on the channel before a switch will not be answered any more. */
  onLingered(): void;
  /** Every frame of a live connection but welcome and pong, and errors at any time. */
  onFrame(frame: DownFrame): void;
  /** Every frame as it goes over the wire, without the token. */
  onSeen(direction: FrameSeen["direction"], text: () => string): void;
}

/** Keeps one connection after the other alive, by the table of `connection-state.ts`. */
export class ConnectionManager {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #timers: Timers<TimerName>;
  /** Probes of better channels. */
  readonly #upgradeProbes: UpgradeProbes;
  readonly #effects: Readonly<Record<ConnectionEffect, () => void>> = {
    dial: () => this.#dial(),
    greet: () => this.#greet(),
    settle: () => this.#settle(),
    switch: () => this.#switch(),
    probe: () => this.#probe(),
    "hang-up": () => this.#hangUp(),
    "schedule-retry": () => this.#scheduleRetry(),
    "cancel-retry": () => this.#timers.disarm("retry"),
  };
  #situation: Situation = { state: "connecting", isDoubtful: false };
  #channel: Channel | undefined;
  #transport: Transport | undefined;
  /** The channel that was replaced. */
  #lingering: Channel | undefined;
  /** Counts attempts, so that events of an abandoned channel are ignored. */
  #attempt = 0;
  #lingeringAttempt = 0;
  #lastHeardAt: MonotonicMs;

  /** Starts at once. */
  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#lastHeardAt = options.clock.monotonicNow();
    this.#timers = new Timers(options.clock);
    const { fallback, clock } = options;
    this.#upgradeProbes = new UpgradeProbes(
      { fallback, clock, timeoutMs: ATTEMPT_TIMEOUT_MS, pongTimeoutMs: PONG_TIMEOUT_MS },
      {
        hello: () => listener.hello(),
        position: () => listener.position(),
        onSeen: (direction, text) => listener.onSeen(direction, text),
        onWelcome: (welcome) => this.#accept(welcome, "switched") && listener.onRenewed(true),
      },
    );
    this.#enter(start, {});
  }

  get state(): ConnectionState {
    return this.#situation.state;
  }

  get transport(): string | undefined {
    return this.state === "greeting" || this.state === "live" ? this.#transport?.name : undefined;
  }

  /** In `waiting`: milliseconds until the next attempt starts. */
  get retryInMs(): number | undefined {
    if (this.#situation.state !== "waiting") return undefined;
    const { since, delayMs } = this.#situation;
    return Math.max(0, delayMs - this.#options.clock.elapsedMs(since));
  }

  get bufferedAmount(): number {
    return this.#channel?.bufferedAmount ?? 0;
  }

  /** Only a live connection carries frames: the caller has made sure of it. */
  send(frame: UpFrameInput): void {
    this.#transmit(JSON.stringify(frame));
    // Not every frame has an answer; a probe has. Any received frame ends the doubt.
    if (!this.#timers.has("answer")) this.#timers.arm("answer", ANSWER_DOUBT_MS, () => this.#probe());
  }

  /** Gives this connection up and comes back. */
  lose(cause: ShoalError): void {
    this.#input("lost", { cause });
  }

  probe(): void {
    this.#input("woken");
  }

  /** The network may be gone. */
  doubt(): void {
    if (this.state === "live") this.#probe(OFFLINE_PROBE_TIMEOUT_MS);
  }

  close(): void {
    this.#input("ended");
  }

  /** The list of transports has changed: switches to the best of them, and keeps the current one until that is live. */
  reconsider(): void {
    const { fallback } = this.#options;
    if (this.state === "live") {
      this.#upgradeProbes.start();
    } else if (this.state === "waiting") {
      fallback.settle();
      this.probe();
    } else if (this.state !== "closed") {
      fallback.settle();
      this.#input("lost", { isNextAtOnce: true });
    }
  }

  #input(input: ConnectionInput, details: InputDetails = {}): void {
    this.#enter(transitions[this.state][input], details);
  }

  #enter({ state, effects }: Transition, details: InputDetails): void {
    const before = this.#situation;
    const isSame = state === before.state;
    if (!isSame || (state === "live" && details.welcome !== undefined))
      this.#situation = this.#situationIn(state, before, details);
    const now = this.#situation;
    for (const effect of effects) this.#effects[effect]();
    if (isSame) return;
    this.#listener.onState({
      state,
      ...(now.state === "waiting" && { retryInMs: now.delayMs }),
      ...(details.cause !== undefined && { error: details.cause }),
    });
  }

  #situationIn(state: ConnectionState, before: Situation, details: InputDetails): Situation {
    const since = this.#options.clock.monotonicNow();
    const isDoubtful = (before.state === "connecting" || before.state === "greeting") && before.isDoubtful;
    switch (state) {
      case "connecting":
        return { state, isDoubtful: false };
      case "greeting":
        return { state, isDoubtful };
      case "live": {
        const welcome = details.welcome ?? (before.state === "live" ? before.welcome : undefined);
        if (welcome === undefined) throw new Error("A connection is live by a welcome.");
        return { state, welcome, since, isDoubtful, isRenewing: false };
      }
      case "waiting": {
        const isNextAtOnce = details.isNextAtOnce ?? this.#isAnotherNext(before, details);
        return { state, since, delayMs: isNextAtOnce ? 0 : this.#options.backoff.nextDelayMs(details.cause?.code) };
      }
      case "closed":
        return { state };
    }
  }

  #dial(): void {
    const listener = this.#listenAnew();
    this.#options.token.renew({
      onRenewed: () => this.#open(listener),
      // It says nothing about the transports: none of them is tried instead, and the next attempt takes its time.
      onFailure: (cause) => this.#input("lost", { cause, isNextAtOnce: false }),
    });
  }

  #open(listener: ChannelListener): void {
    this.#timers.arm("attempt", Math.max(ATTEMPT_TIMEOUT_MS, this.#options.backoff.patienceMs), () =>
      this.lose(new ShoalError("unavailable", { message: "No welcome came in time." })),
    );
    try {
      this.#transport = this.#options.fallback.current;
      this.#channel = this.#transport.open(listener);
    } catch (cause) {
      // Not at once: this runs in the middle of a transition.
      this.#timers.arm("attempt", 0, () => this.lose(new ShoalError("unavailable", { cause })));
    }
  }

  /** From now on this is the channel that counts. */
  #listenAnew(): ChannelListener {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt;
    return {
      onOpen: () => isCurrent() && this.#input("opened"),
      onText: (text) => (isCurrent() ? this.#hear(text) : this.#hearOut(attempt, text)),
      position: () => this.#listener.position(),
      onRenewal: () => {
        if (isCurrent() && this.#situation.state === "live") this.#situation = { ...this.#situation, isRenewing: true };
      },
      onDoubt: () => isCurrent() && this.#doubtStream(),
      onClose: (code) => {
        const hasExpired = this.state === "live" && this.#options.token.canReplace(code);
        if (isCurrent()) this.#input(isStayAway(code) && !hasExpired ? "refused" : "lost", { cause: reasonOf(code) });
      },
    };
  }

  #greet(): void {
    const hello = this.#listener.hello();
    this.#transmit(JSON.stringify(hello), () => JSON.stringify({ ...hello, token: hello.token && "…" }));
  }

  #settle(): void {
    this.#timers.disarm("attempt");
    this.#options.backoff.succeeded();
    if (this.#situation.state !== "live") throw new Error("A connection settles by a welcome.");
    const { welcome, isDoubtful } = this.#situation;
    this.#watchForSilence(welcome.limits.heartbeatTimeoutMs);
    if (this.#transport !== undefined) this.#options.fallback.worked(this.#transport);
    this.#upgradeProbes.schedule();
    this.#listener.onWelcome(welcome);
    if (isDoubtful) this.#prove();
  }

  #doubtStream(): void {
    const { state } = this.#situation;
    if (state === "live") this.#prove();
    else if (state === "connecting" || state === "greeting") this.#situation = { state, isDoubtful: true };
  }

  /** A channel that cannot prove itself is as good as one without a welcome. */
  #prove(): void {
    if (this.#timers.has("probe")) return;
    const lose = (): void => this.#input("lost", { cause: new ShoalError("heartbeat-lost"), isSilent: true });
    this.#timers.arm("probe", PROBE_TIMEOUT_MS, lose);
    this.#ping();
    this.#channel?.whenTaken?.(() => this.#timers.has("probe") && this.#timers.arm("probe", PONG_TIMEOUT_MS, lose));
  }

  #switch(): void {
    const probe = this.#upgradeProbes.take();
    this.#closeLingering();
    this.#lingering = this.#channel;
    this.#lingeringAttempt = this.#attempt;
    this.#channel = probe.adopt(this.#listenAnew());
    this.#transport = probe.transport;
    this.#lastHeardAt = this.#options.clock.monotonicNow();
    this.#timers.disarm("probe");
    this.#timers.arm("linger", LINGER_MS, () => this.#closeLingering());
  }

  #closeLingering(): void {
    if (this.#lingering === undefined) return;
    this.#timers.disarm("linger");
    this.#lingering.close();
    this.#lingering = undefined;
    this.#listener.onLingered();
  }

  /** The channel before a switch still brings answers; its other frames come on the new one as well. */
  #hearOut(attempt: number, text: string): void {
    if (this.#lingering === undefined || attempt !== this.#lingeringAttempt) return;
    this.#listener.onSeen("down", () => text);
    const frame = tryToReadDown(text);
    if (frame !== undefined && ("requestId" in frame || "clientMessageId" in frame)) this.#listener.onFrame(frame);
  }

  #probe(timeoutMs = PROBE_TIMEOUT_MS): void {
    const isFirst = !this.#timers.has("probe");
    // A shorter bound goes before one that is there already.
    if (!isFirst && timeoutMs >= PROBE_TIMEOUT_MS) return;
    this.#timers.arm("probe", timeoutMs, () => this.lose(new ShoalError("heartbeat-lost")));
    if (isFirst) this.#ping();
  }

  #hangUp(): void {
    this.#attempt += 1;
    this.#options.token.stop();
    this.#timers.disarmAll();
    this.#upgradeProbes.stop();
    this.#closeLingering();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #scheduleRetry(): void {
    if (this.#situation.state !== "waiting") throw new Error("The next attempt is waited for.");
    this.#timers.arm("retry", this.#situation.delayMs, () => this.#input("due"));
  }

  // A transport that never got as far as a welcome is not tried again and again while others are there.
  #isAnotherNext(before: Situation, { cause, isSilent = false }: InputDetails): boolean {
    const { fallback, clock } = this.#options;
    if (before.state !== "live" || isSilent) return fallback.failed({ isSilent });
    return cause?.code === "unavailable" && fallback.wasCut(clock.elapsedMs(before.since));
  }

  #hear(text: string): void {
    this.#lastHeardAt = this.#options.clock.monotonicNow();
    this.#timers.disarm("answer");
    this.#listener.onSeen("down", () => text);
    let frame: DownFrame | undefined;
    try {
      frame = readDown(text);
    } catch (error) {
      this.lose(error instanceof ShoalError ? error : new ShoalError("bad-frame", { cause: error }));
      return;
    }
    if (frame?.type === "welcome") {
      const isRenewing = this.#situation.state === "live" && this.#situation.isRenewing;
      if (this.#accept(frame, isRenewing ? "renewed" : "welcomed") && isRenewing) this.#listener.onRenewed(false);
    } else if (frame?.type === "pong") {
      // Only a pong proves anything to a probe: other frames may have waited in this device's own buffers.
      this.#timers.disarm("probe");
    } else if (frame !== undefined && (this.state === "live" || frame.type === "error")) {
      // Nothing answers a pong: sent as a request, it would be followed by a probe at each heartbeat.
      if (frame.type === "ping") this.#transmit(JSON.stringify({ type: "pong" } satisfies UpFrameInput));
      this.#listener.onFrame(frame);
    }
  }

  #accept(welcome: Welcome, input: ConnectionInput): boolean {
    const isExpected = this.#listener.isExpected(welcome);
    if (isExpected) this.#input(input, { welcome });
    else this.#input("refused", { cause: new ShoalError("signed-out") });
    return isExpected;
  }

  #ping(): void {
    this.#transmit(JSON.stringify({ type: "ping" } satisfies UpFrameInput));
  }

  #transmit(text: string, shown: () => string = () => text): void {
    this.#listener.onSeen("up", shown);
    this.#channel?.send(text);
  }

  // One timer for many frames: it is set anew when it fires, not at each frame.
  #watchForSilence(silenceMs: number): void {
    const remainingMs = silenceMs - this.#options.clock.elapsedMs(this.#lastHeardAt);
    if (remainingMs <= 0) {
      // A device that slept was silent itself.
      this.#input("lost", { cause: new ShoalError("heartbeat-lost"), isSilent: remainingMs > -SLEEP_MIN_MS });
    } else this.#timers.arm("silence", remainingMs, () => this.#watchForSilence(silenceMs));
  }
}
