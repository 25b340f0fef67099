import { signal } from "@preact/signals";
import { LabGuest } from "../lanes/lab-guest.ts";
import { CostsLane } from "./costs-lane.ts";
import { ServerCosts } from "./server-costs.ts";

export type Stage = "idle" | "connecting" | "running" | "over" | "failed";

/** Then it stops by itself: a forgotten tab costs its server nothing. */
export const RUN_MS_MAX = 5 * 60_000;
const SAMPLE_INTERVAL_MS = 1_000;
/** How long a silent run waits until it looks again whether it is to speak. */
const SILENT_MS = 200;

/** Four devices of a guest that stay connected, and what they cost on both sides. */
export class CostsRun {
  readonly stage = signal<Stage>("idle");
  /** A new list whenever there is something new to show of them. */
  readonly shownLanes = signal<readonly CostsLane[]>([]);
  readonly elapsedMs = signal(0);
  readonly server = new ServerCosts();
  /** Both may change while it runs. */
  messagesPerSecond = 0;
  #pollsPerSecond: number | undefined;
  #guest: LabGuest<CostsLane> | undefined;
  #startedAt = 0;

  /** Undefined: as often as the server asks for it. */
  set pollsPerSecond(pollsPerSecond: number | undefined) {
    this.#pollsPerSecond = pollsPerSecond;
    for (const { transport, meter } of this.#guest?.lanes ?? []) {
      if (transport === "poll") meter.pollIntervalMs = intervalOf(pollsPerSecond);
    }
  }

  async run(): Promise<void> {
    const pollsPerSecond = this.#pollsPerSecond;
    const guest = new LabGuest({ name: "costs", pollsPerSecond, createLane: (parts) => new CostsLane(parts) });
    this.#guest = guest;
    this.shownLanes.value = [];
    this.elapsedMs.value = 0;
    this.stage.value = "connecting";
    let sampling: ReturnType<typeof setInterval> | undefined;
    let end: Stage = "over";
    try {
      this.server.open();
      const roomId = await guest.enter();
      this.#begin(guest);
      sampling = setInterval(() => this.#sample(guest), SAMPLE_INTERVAL_MS);
      await this.#talk(guest, roomId);
    } catch {
      if (!guest.patience.isOver) end = "failed";
    } finally {
      clearInterval(sampling);
      if (sampling !== undefined) this.#sample(guest);
      guest.patience.end();
      this.server.close();
      await guest.signOut();
      this.stage.value = end;
    }
  }

  /** The counts stay. */
  stop(): void {
    this.#guest?.patience.end();
  }

  #begin({ runners, lanes }: LabGuest<CostsLane>): void {
    this.pollsPerSecond = this.#pollsPerSecond;
    this.#startedAt = performance.now();
    for (const lane of runners) lane.begin();
    this.server.begin();
    this.server.onSecond = ({ at: ms, transports }) => {
      const atMs = performance.now() - this.#startedAt;
      for (const lane of runners) lane.addPoint("cpu", { atMs, value: (1_000 * transports[lane.transport].cpuMs) / ms });
    };
    this.shownLanes.value = [...lanes];
    this.stage.value = "running";
  }

  #sample({ lanes, runners }: LabGuest<CostsLane>): void {
    this.elapsedMs.value = performance.now() - this.#startedAt;
    for (const lane of runners) lane.sample(this.elapsedMs.peek());
    this.shownLanes.value = [...lanes];
  }

  /** They take turns. */
  async #talk({ runners, patience }: LabGuest<CostsLane>, roomId: string): Promise<void> {
    for (let index = 0; !patience.isOver && performance.now() - this.#startedAt < RUN_MS_MAX; ) {
      if (this.messagesPerSecond === 0) {
        await patience.sleep(SILENT_MS);
      } else {
        runners[index % runners.length]?.client.send(roomId, `message ${index}`).catch(() => {});
        index += 1;
        await patience.sleep(1_000 / this.messagesPerSecond);
      }
    }
  }
}

function intervalOf(pollsPerSecond: number | undefined): number | undefined {
  return pollsPerSecond === undefined ? undefined : 1_000 / pollsPerSecond;
}
