import { signal } from "@preact/signals";
import { LabGuest } from "../lanes/lab-guest.ts";
import { Lane } from "../lanes/lane.ts";
import { difference, noTraffic, type TrafficCount } from "../lanes/traffic.ts";
import type { CostPoint } from "../parts/cost-chart.tsx";

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
const REFRESH_INTERVAL_MS = 250;
/** More than a race takes. */
const COSTS_MAX = 600;

/** A lane with its counts by stage. */
export class RaceLane extends Lane {
  /** How long each message took from being said to being here, in the order of the messages. */
  readonly latenciesMs: number[] = [];
  /** The bytes up and down, with headers, since the race began. */
  readonly costs: CostPoint[] = [];
  readonly #countBefore: Partial<Record<CountedStage, TrafficCount>> = { connecting: noTraffic };
  readonly #countOf: Partial<Record<CountedStage, TrafficCount>> = {};

  trafficOf(stage: CountedStage): TrafficCount {
    const before = this.#countBefore[stage];
    return this.#countOf[stage] ?? (before === undefined ? noTraffic : difference(this.meter.count, before));
  }

  begin(stage: CountedStage): void {
    this.#countBefore[stage] = this.meter.count;
  }

  end(stage: CountedStage): void {
    this.#countOf[stage] ??= this.trafficOf(stage);
  }

  /** Notes what it has cost until now. */
  sample(atMs: number): void {
    const { upBytes, upHeaderBytes, downBytes, downHeaderBytes } = this.meter.count;
    if (this.costs.length < COSTS_MAX) {
      this.costs.push({ atMs, value: upBytes + upHeaderBytes + downBytes + downHeaderBytes });
    }
  }
}

/** The transports carry the same messages, side by side. */
export class Race {
  readonly stage = signal<Stage>("idle");
  /** A new list whenever there is something new to show of them. */
  readonly shownLanes = signal<readonly RaceLane[]>([]);
  messageCount = 0;
  silentMs = 0;
  #guest: LabGuest<RaceLane> | undefined;
  #startedAt = 0;

  async run({ messageCount, pollsPerSecond }: RaceOptions): Promise<void> {
    const guest = new LabGuest({ name: "race", pollsPerSecond, createLane: (parts) => new RaceLane(parts) });
    this.#guest = guest;
    this.silentMs = 0;
    this.messageCount = messageCount;
    this.#startedAt = performance.now();
    this.stage.value = "connecting";
    const refreshing = setInterval(() => this.#show(guest), REFRESH_INTERVAL_MS);
    let end: Stage = "over";
    try {
      const roomId = await guest.enter();
      for (const lane of guest.runners) lane.end("connecting");
      await this.#during("talking", guest, () => this.#talk(guest, roomId));
      await this.#during("silent", guest, () => this.#beSilent(guest));
    } catch {
      if (!guest.patience.isOver) end = "failed";
    } finally {
      clearInterval(refreshing);
      await guest.signOut();
      this.#show(guest);
      this.stage.value = end; // it says that the guest has signed out, beside the last figures
    }
  }

  /** Ends it early; the counts stay. */
  stop(): void {
    this.#guest?.patience.end();
  }

  #show({ lanes, runners }: LabGuest<RaceLane>): void {
    for (const lane of runners) lane.sample(performance.now() - this.#startedAt);
    this.shownLanes.value = [...lanes];
  }

  async #during(stage: CountedStage, { patience, runners }: LabGuest<RaceLane>, act: () => Promise<void>): Promise<void> {
    if (patience.isOver) return;
    this.stage.value = stage;
    for (const lane of runners) lane.begin(stage);
    await act();
    for (const lane of runners) lane.end(stage);
  }

  /** They take turns, so that each sends its share, and every client gets every message. */
  async #talk(guest: LabGuest<RaceLane>, roomId: string): Promise<void> {
    const saidAt: number[] = [];
    const { runners, patience } = guest;
    for (const lane of runners) {
      lane.client.on("message", ({ conversationId, event }) => {
        const at = saidAt[Number(event.text.split(" ").at(-1))];
        if (conversationId === roomId && at !== undefined) lane.latenciesMs.push(performance.now() - at);
      });
    }
    for (let index = 0; index < this.messageCount && !patience.isOver; index += 1) {
      saidAt[index] = performance.now();
      runners[index % runners.length]?.client.send(roomId, `message ${index}`).catch(() => {});
      await patience.sleep(MESSAGE_INTERVAL_MS);
    }
    await guest.allReach(({ latenciesMs }) => latenciesMs.length >= saidAt.length);
  }

  async #beSilent({ patience }: LabGuest<RaceLane>): Promise<void> {
    const startedAt = performance.now();
    while (!patience.isOver && this.silentMs < SILENCE_MS) {
      await patience.sleep(REFRESH_INTERVAL_MS);
      this.silentMs = Math.min(SILENCE_MS, performance.now() - startedAt);
    }
  }
}
