import type { Clock } from "../../clock.ts";
import type { Refusals } from "../admin/refusals.ts";
import type { StatusReport } from "../admin/server-status.ts";
import type { PacketBus } from "../bus/packet-bus.ts";
import type { Everyone } from "../gateway/everyone.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { WaitingBytes } from "../limits/waiting-bytes.ts";
import type { Storage } from "../storage/storage.ts";
import type { Exposition } from "./exposition.ts";
import type { Figures } from "./figures.ts";
import type { Heartbeat } from "./heartbeat.ts";

interface MetricsDependencies {
  readonly clock: Clock;
  readonly storage: Pick<Storage, "load">;
  readonly status: StatusReport;
  readonly gateway: Gateway;
  readonly everyone: Everyone;
  readonly refusals: Refusals;
  readonly waiting: WaitingBytes;
  readonly heartbeat: Pick<Heartbeat, "blackout">;
  readonly bus: Pick<PacketBus, "figures"> | undefined;
  readonly signInCount: () => number;
  readonly pushCount: () => number;
}

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** What asks the disk is left out when it does not come in time: a disk that hangs is when the other figures matter. */
const STORED_WAIT_MS = 1_000;

/** The figures of the running server. They are read when someone asks, and cost nothing before. */
export class Metrics {
  readonly #parts: MetricsDependencies;
  #exposition: Exposition | undefined;
  #reading: Promise<MetricsText> | undefined;

  constructor(parts: MetricsDependencies) {
    this.#parts = parts;
  }

  /** Callers at the same time get the same. */
  read(): Promise<MetricsText> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<MetricsText> {
    const figures = await this.#figures();
    // Its library is loaded by the first reader: most servers have none.
    this.#exposition ??= new (await import("./exposition.ts")).Exposition(figures);
    return { contentType: this.#exposition.contentType, text: await this.#exposition.text(figures) };
  }

  async #figures(): Promise<Figures> {
    const { storage, status, gateway, everyone, refusals, waiting, heartbeat, bus, signInCount, pushCount } = this.#parts;
    const stored = await this.#inTime(status.stored());
    const connections = [...gateway.connections];
    const { user, system } = process.cpuUsage();
    return {
      status: status.now(),
      stored,
      deliveryCount: everyone.deliveryCount,
      postCount: gateway.postCount,
      signInCount: signInCount(),
      refusalCounts: refusals.counts,
      endCounts: gateway.endCounts,
      load: storage.load,
      pushCount: pushCount(),
      catchingUpCount: connections.filter(({ behind }) => behind !== undefined).length,
      congestedCount: connections.filter(({ isCongested }) => isCongested).length,
      waitingBytes: waiting.total,
      cpuSeconds: (user + system) / 1_000_000,
      blackout: heartbeat.blackout,
      bus: bus?.figures,
    };
  }

  async #inTime<Result>(result: Promise<Result>): Promise<Result | undefined> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const cancel = this.#parts.clock.after(STORED_WAIT_MS, () => resolve(undefined));
    try {
      return await Promise.race([result.catch(() => undefined), promise]);
    } finally {
      cancel();
    }
  }
}
