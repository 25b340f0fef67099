import type { Metric } from "prom-client";
import Counter from "prom-client/lib/counter.js";
import Gauge from "prom-client/lib/gauge.js";
import Registry from "prom-client/lib/registry.js";
import type { Tally } from "../storage/tally.ts";
import { type NumberFamily, numberFamilies, type TallyFamily, tallyFamilies } from "./families.ts";
import type { Figures } from "./figures.ts";

/** What a registry asks a metric for. */
type Exposed = Awaited<ReturnType<Metric["get"]>>;

/** Figures as Prometheus reads them (the text format, version 0.0.4). */
export class Exposition {
  readonly #registry = new Registry();
  #figures: Figures;

  constructor(figures: Figures) {
    this.#figures = figures;
    for (const [name, family] of Object.entries(numberFamilies)) this.#register(name, family);
    for (const [name, family] of Object.entries(tallyFamilies)) {
      const get = async (): Promise<Exposed> => exposed(name, family, family.read(this.#figures));
      // Counted already, in a tally: prom-client's own histogram wants to be told of each value.
      this.#registry.registerMetric({ name, get } as unknown as Metric);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Calls do not overlap. */
  async text(figures: Figures): Promise<string> {
    this.#figures = figures;
    return await this.#registry.metrics();
  }

  #register(name: string, { help, type, label, read }: NumberFamily): void {
    const figures = (): Figures => this.#figures;
    const configuration = { name, help, labelNames: label === undefined ? [] : [label], registers: [this.#registry] };
    const samples = (): [labels: Record<string, string>, value: number][] => samplesOf(read(figures()), label);
    if (type === "counter") {
      const counter = new Counter({
        ...configuration,
        collect() {
          counter.reset();
          if (label === undefined) counter.remove(); // a 0 that no one has told
          for (const [labels, value] of samples()) counter.inc(labels, value);
        },
      });
    } else {
      const gauge = new Gauge({
        ...configuration,
        collect() {
          gauge.reset();
          if (label === undefined) gauge.remove();
          for (const [labels, value] of samples()) gauge.set(labels, value);
        },
      });
    }
  }
}

function samplesOf(read: ReturnType<NumberFamily["read"]>, label: string | undefined): [Record<string, string>, number][] {
  if (read === undefined) return [];
  if (typeof read === "number" || label === undefined) return [[{}, Number(read)]];
  return Object.entries(read).flatMap(([value, number]) => (number === undefined ? [] : [[{ [label]: value }, number]]));
}

function exposed(name: string, { help, unit }: TallyFamily, { bounds, counts, sum }: Tally): Exposed {
  let count = 0;
  const buckets = [...bounds.map((bound) => bound / unit), "+Inf"].map((le, index) => {
    count += counts[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le }, value: count };
  });
  const values = [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sum / unit },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
  return { name, help, type: "histogram", values, aggregator: "sum" } as unknown as Exposed;
}
