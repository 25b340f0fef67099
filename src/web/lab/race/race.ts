import { signal } from "@preact/signals";
import {
  createDeviceLink,
  ShoalClient,
  type SignedIn,
  type SignInAs,
  signIn,
  signOut,
  type TransportName,
} from "../../../client/index.ts";
import { availableTransports } from "../../state/available-transports.ts";
import { measureBrowserHeaders } from "../handshake/handshake-view.ts";
import type { CostPoint } from "../parts/cost-chart.tsx";
import { server } from "../server-address.ts";
import { difference, noTraffic, type TrafficCount, TrafficMeter } from "./traffic.ts";

export type Stage = "idle" | "connecting" | "talking" | "silent" | "over" | "failed";
/** In which traffic is counted by itself. */
export type CountedStage = Extract<Stage, "connecting" | "talking" | "silent">;

export interface RaceOptions {
  readonly messageCount: number;
  /** Undefined: as often as the server asks for it. */
  readonly pollsPerSecond: number | undefined;
}

export const SILENCE_MS = 60_000;
const MESSAGE_INTERVAL_MS = 100;
const DELIVERY_WITHIN_MS = 20_000;
// Some attempts of the client, each with its own patience.
const CONNECT_WITHIN_MS = 12_000;
const REFRESH_INTERVAL_MS = 250;
/** More than a race takes. */
const COSTS_MAX = 600;

/** One transport, and the device that uses it. */
export class Lane {
  readonly transport: TransportName;
  readonly client: ShoalClient;
  readonly session: SignedIn;
  /** How long each message took from being said to being here, in the order of the messages. */
  readonly latenciesMs: number[] = [];
  /** The bytes up and down, with headers, since the race began. */
  readonly costs: CostPoint[] = [];
  /** Something on the way does not let it through: the others race without it. */
  isBlocked = false;
  readonly #meter: TrafficMeter;
  readonly #countBefore: Partial<Record<CountedStage, TrafficCount>> = { connecting: noTraffic };
  readonly #countOf: Partial<Record<CountedStage, TrafficCount>> = {};

  private constructor(transport: TransportName, session: SignedIn, meter: TrafficMeter) {
    this.transport = transport;
    this.session = session;
    this.#meter = meter;
    this.client = new ShoalClient(server, {
      token: session.token,
      transport,
      fetch: meter.fetch,
      WebSocket: meter.WebSocket,
    });
  }

  static async enter(transport: TransportName, as: SignInAs, meter: TrafficMeter): Promise<Lane> {
    return new Lane(transport, await signIn(server, { ...as, device: `lab: ${transport}` }, { fetch: guestFetch }), meter);
  }

  trafficOf(stage: CountedStage): TrafficCount {
    const before = this.#countBefore[stage];
    return this.#countOf[stage] ?? (before === undefined ? noTraffic : difference(this.#meter.count, before));
  }

  begin(stage: CountedStage): void {
    this.#countBefore[stage] = this.#meter.count;
  }

  end(stage: CountedStage): void {
    this.#countOf[stage] ??= this.trafficOf(stage);
  }

  /** Notes what it has cost until now. */
  sample(atMs: number): void {
    const { upBytes, upHeaderBytes, downBytes, downHeaderBytes } = this.#meter.count;
    if (this.costs.length < COSTS_MAX) {
      this.costs.push({ atMs, value: upBytes + upHeaderBytes + downBytes + downHeaderBytes });
    }
  }

  block(): void {
    this.isBlocked = true;
    this.client.close();
  }
}

/**
 * The transports carry the same messages, side by side, in real sessions that are signed out at the end. All of them are one
 * guest's, so that the lobby has one join and one leave.
 */
export class Race {
  readonly stage = signal<Stage>("idle");
  /** A new list whenever there is something new to show of them. */
  readonly shownLanes = signal<readonly Lane[]>([]);
  messageCount = 0;
  silentMs = 0;
  #lanes: readonly Lane[] = [];
  #startedAt = 0;
  #isStopped = false;
  #wake: () => void = () => {};

  async run(options: RaceOptions): Promise<void> {
    this.#isStopped = false;
    this.silentMs = 0;
    this.messageCount = options.messageCount;
    this.#lanes = [];
    this.#startedAt = performance.now();
    this.stage.value = "connecting";
    const refreshing = setInterval(() => this.#show(), REFRESH_INTERVAL_MS);
    let end: Stage = "over";
    try {
      const roomId = await this.#connect(options);
      await this.#during("talking", () => this.#talk(roomId));
      await this.#during("silent", () => this.#beSilent());
    } catch {
      if (!this.#isStopped) end = "failed";
    } finally {
      clearInterval(refreshing);
      await this.#signOut();
      this.#show();
      this.stage.value = end; // it says that the guest has signed out, beside the last figures
    }
  }

  /** Ends it early; the counts stay. */
  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  get #runners(): readonly Lane[] {
    return this.#lanes.filter(({ isBlocked }) => !isBlocked);
  }

  #show(): void {
    for (const lane of this.#runners) lane.sample(performance.now() - this.#startedAt);
    this.shownLanes.value = [...this.#lanes];
  }

  async #connect({ pollsPerSecond }: RaceOptions): Promise<string> {
    const browserHeaders = await measureBrowserHeaders();
    const name = `race-${Math.floor(1_000 + Math.random() * 9_000)}`;
    for (const transport of availableTransports) {
      const pollIntervalMs = transport === "poll" && pollsPerSecond !== undefined ? 1_000 / pollsPerSecond : undefined;
      const lane = await Lane.enter(transport, await this.#admission(name), new TrafficMeter(browserHeaders, pollIntervalMs));
      this.#lanes = [...this.#lanes, lane];
      if (this.#isStopped) throw new Error("stopped");
    }
    await this.#waitFor(() => this.#lanes.every(({ client }) => client.state === "live"), CONNECT_WITHIN_MS);
    for (const lane of this.#lanes) if (lane.client.state !== "live") lane.block();
    const [first] = this.#runners;
    if (first === undefined) throw new Error("Nothing gets through.");
    const { id } = await first.client.createRoom({ name, isPrivate: true });
    await this.#allWithin(DELIVERY_WITHIN_MS, ({ client }) => client.conversations.has(id));
    for (const lane of this.#runners) lane.end("connecting");
    return id;
  }

  async #admission(nickname: string): Promise<SignInAs> {
    const token = this.#lanes[0]?.session.token;
    if (token === undefined) return { nickname };
    const { code } = await createDeviceLink(server, { token, fetch: guestFetch });
    return { deviceLink: code };
  }

  async #during(stage: CountedStage, act: () => Promise<void>): Promise<void> {
    if (this.#isStopped) return;
    this.stage.value = stage;
    for (const lane of this.#runners) lane.begin(stage);
    await act();
    for (const lane of this.#runners) lane.end(stage);
  }

  /** They take turns, so that each sends its share, and every client gets every message. */
  async #talk(roomId: string): Promise<void> {
    const saidAt: number[] = [];
    const runners = this.#runners;
    for (const lane of runners) {
      lane.client.on("message", ({ conversationId, event }) => {
        const at = saidAt[Number(event.text.split(" ").at(-1))];
        if (conversationId === roomId && at !== undefined) lane.latenciesMs.push(performance.now() - at);
      });
    }
    for (let index = 0; index < this.messageCount && !this.#isStopped; index += 1) {
      saidAt[index] = performance.now();
      runners[index % runners.length]?.client.send(roomId, `message ${index}`).catch(() => {});
      await this.#sleep(MESSAGE_INTERVAL_MS);
    }
    await this.#allWithin(DELIVERY_WITHIN_MS, ({ latenciesMs }) => latenciesMs.length >= saidAt.length);
  }

  async #beSilent(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#isStopped && this.silentMs < SILENCE_MS) {
      await this.#sleep(REFRESH_INTERVAL_MS);
      this.silentMs = Math.min(SILENCE_MS, performance.now() - startedAt);
    }
  }

  async #signOut(): Promise<void> {
    await Promise.allSettled(
      this.#lanes.map(async ({ client, session }) => {
        client.close();
        await signOut(server, { token: session.token, fetch: lastingFetch });
      }),
    );
  }

  /** Waits until it is true of every connected client; fails when that takes longer. */
  async #allWithin(ms: number, isTrue: (lane: Lane) => boolean): Promise<void> {
    const isTrueOfAll = (): boolean => this.#runners.every(isTrue);
    await this.#waitFor(isTrueOfAll, ms);
    if (!isTrueOfAll() && !this.#isStopped) throw new Error("It took too long.");
  }

  async #waitFor(isTrue: () => boolean, ms: number): Promise<void> {
    const endsAt = performance.now() + ms;
    while (!isTrue() && !this.#isStopped && performance.now() < endsAt) await this.#sleep(20);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

// Without the page's cookie: it is the visitor's, and not the guest's.
const guestFetch = fetchWith({ credentials: "omit" });
// Also when the page is being left.
const lastingFetch = fetchWith({ credentials: "omit", keepalive: true });

function fetchWith(options: RequestInit): typeof fetch {
  return Object.assign((input: string | URL | Request, init?: RequestInit) => fetch(input, { ...init, ...options }), {
    preconnect: fetch.preconnect,
  });
}
