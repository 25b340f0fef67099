import { signal } from "@preact/signals";
import type { TransportName } from "../../../client/index.ts";
import { LabGuest } from "../lanes/lab-guest.ts";
import { Lane } from "../lanes/lane.ts";
import { RhythmRecorder } from "./rhythm-recorder.ts";

export type Stage = "idle" | "connecting" | "running" | "over" | "failed";

export interface RhythmOptions {
  /** Undefined: as often as the server asks for it. */
  readonly pollsPerSecond: number | undefined;
  /** How long a long-poll asks to be held. */
  readonly holdMs: number;
}

/** A message on its way: when it was said, and when each device had it. */
export interface Travel {
  readonly text: string;
  readonly by: TransportName;
  readonly saidAtMs: number;
  readonly arrivedAtMs: Readonly<Partial<Record<TransportName, number>>>;
}

/** Then it stops by itself. */
export const RUN_MS_MAX = 5 * 60_000;
const REFRESH_INTERVAL_MS = 250;
/** The newest are shown. */
const TRAVELS_MAX = 20;

/** Four devices of a guest that stay connected, and when each of them asks and is answered. */
export class Rhythm {
  readonly stage = signal<Stage>("idle");
  /** New whenever there is something new to show of them. */
  readonly shown = signal<{ readonly lanes: readonly Lane[]; readonly nowMs: number }>({ lanes: [], nowMs: 0 });
  readonly travels = signal<readonly Travel[]>([]);
  #recorders: readonly RhythmRecorder[] = [];
  #guest: LabGuest<Lane> | undefined;
  #roomId: string | undefined;
  #startedAt = 0;
  #saidCount = 0;

  /** In the order of the lanes. */
  get recorders(): readonly RhythmRecorder[] {
    return this.#recorders;
  }

  async run({ pollsPerSecond, holdMs }: RhythmOptions): Promise<void> {
    this.#recorders = [];
    const guest = new LabGuest({
      ...{ name: "rhythm", pollsPerSecond, holdMs },
      observerOf: (transport) => {
        const recorder = new RhythmRecorder(transport, () => this.#now());
        this.#recorders = [...this.#recorders, recorder];
        return recorder;
      },
      createLane: (parts) => new Lane(parts),
    });
    this.#guest = guest;
    this.#startedAt = performance.now();
    this.travels.value = [];
    this.#show(guest);
    this.stage.value = "connecting";
    const refreshing = setInterval(() => this.#show(guest), REFRESH_INTERVAL_MS);
    let end: Stage = "over";
    try {
      this.#roomId = await guest.enter();
      for (const lane of guest.runners) this.#listen(lane);
      this.stage.value = "running";
      await guest.patience.sleep(RUN_MS_MAX);
    } catch {
      if (!guest.patience.isOver) end = "failed";
    } finally {
      clearInterval(refreshing);
      this.#roomId = undefined;
      guest.patience.end();
      this.#show(guest); // before the requests are cut
      await guest.signOut();
      this.stage.value = end;
    }
  }

  /** The picture stays. */
  stop(): void {
    this.#guest?.patience.end();
  }

  say(text: string, by: TransportName): void {
    const lane = this.#guest?.runners.find(({ transport }) => transport === by);
    if (lane === undefined || this.#roomId === undefined || text.trim() === "") return;
    this.#saidCount += 1;
    const clientMessageId = `message-${this.#saidCount}`;
    this.travels.value = [...this.travels.peek(), { text, by, saidAtMs: this.#now(), arrivedAtMs: {} }].slice(-TRAVELS_MAX);
    lane.client.send(this.#roomId, text, { clientMessageId }).catch(() => {});
  }

  #listen({ transport, client }: Lane): void {
    client.on("message", ({ conversationId, event }) => {
      const number = Number(/^message-(\d+)$/.exec(event.clientMessageId)?.[1]);
      const travels = this.travels.peek();
      const place = travels.length - 1 - (this.#saidCount - number);
      if (conversationId !== this.#roomId || travels[place] === undefined) return;
      this.travels.value = travels.map((travel, index) =>
        index === place ? { ...travel, arrivedAtMs: { [transport]: this.#now(), ...travel.arrivedAtMs } } : travel,
      );
    });
  }

  #show({ lanes }: LabGuest<Lane>): void {
    this.shown.value = { lanes, nowMs: this.#now() };
  }

  #now(): number {
    return performance.now() - this.#startedAt;
  }
}
