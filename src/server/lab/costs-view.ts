import type { Clock } from "../../clock.ts";
import type { LabCosts, LabTransportCosts } from "../../protocol/lab.ts";
import type { Costs } from "../gateway/costs.ts";
import type { CarrierName, Transport } from "../gateway/transport.ts";
import type { WaitingBytes } from "../limits/waiting-bytes.ts";

interface Dependencies {
  readonly clock: Clock;
  readonly costs: Costs;
  readonly waiting: WaitingBytes;
  readonly gateway: { readonly connections: Iterable<{ readonly transport: Transport }> };
}

const carriers: readonly CarrierName[] = ["websocket", "stream", "long-poll", "poll"];
const MICROSECONDS_PER_MS = 1_000;

/** What the transports cost, counted while it is watched [P143]. */
export class CostsView {
  readonly #parts: Dependencies;

  constructor(parts: Dependencies) {
    this.#parts = parts;
  }

  set isWatched(isWatched: boolean) {
    this.#parts.costs.isOn = isWatched;
  }

  read(): LabCosts {
    const { clock, costs, waiting, gateway } = this.#parts;
    const { user, system } = process.cpuUsage();
    const now = new Map(carriers.map((name) => [name, { connections: 0, held: 0, queuedBytes: 0 }]));
    for (const { transport } of gateway.connections) {
      const { carrier, isHeld, waitingBytes = 0 } = transport;
      const moment = carrier && now.get(carrier);
      if (moment === undefined) continue;
      moment.connections += 1;
      if (isHeld === true) moment.held += 1;
      moment.queuedBytes += waitingBytes;
    }
    const transports = carriers.map((name): [CarrierName, LabTransportCosts] => [
      name,
      { ...(now.get(name) ?? { connections: 0, held: 0, queuedBytes: 0 }), ...costs.of[name] },
    ]);
    return {
      at: clock.now(),
      cpuUserMs: user / MICROSECONDS_PER_MS,
      cpuSystemMs: system / MICROSECONDS_PER_MS,
      rssBytes: process.memoryUsage.rss(),
      queuedBytes: waiting.total,
      transports: Object.fromEntries(transports) as LabCosts["transports"],
    };
  }
}
