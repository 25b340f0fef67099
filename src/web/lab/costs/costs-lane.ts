import { Lane } from "../lanes/lane.ts";
import { difference, noTraffic, type TrafficCount } from "../lanes/traffic.ts";
import type { CostPoint } from "../parts/cost-chart.tsx";

/** Of each second, what the chart can show. */
export const measures = ["bytes", "requests", "open", "cpu"] as const;
export type Measure = (typeof measures)[number];

/** What was counted up to a moment. */
export interface Count {
  readonly atMs: number;
  readonly traffic: TrafficCount;
  /** For how long requests and sockets were open, all together. */
  readonly openMs: number;
}

/** More than the seconds of a run. */
const POINTS_MAX = 600;

/** A lane with its costs over time. */
export class CostsLane extends Lane {
  readonly points: Readonly<Record<Measure, CostPoint[]>> = { bytes: [], requests: [], open: [], cpu: [] };
  #first: Count | undefined;
  #last: Count | undefined;

  /** From now on it is counted. */
  begin(): void {
    this.#first = this.#count();
    this.#last = this.#first;
  }

  get traffic(): TrafficCount {
    return this.#first === undefined || this.#last === undefined
      ? noTraffic
      : difference(this.#last.traffic, this.#first.traffic);
  }

  /** How many requests and sockets were open, on average. */
  get openCount(): number {
    return this.#first === undefined || this.#last === undefined ? 0 : averageOpen(this.#first, this.#last);
  }

  /** Notes what the time since the sample before has cost. */
  sample(atMs: number): void {
    if (this.#last === undefined) return;
    const now = this.#count();
    const rates = ratesBetween(this.#last, now);
    this.#last = now;
    for (const measure of ["bytes", "requests", "open"] as const) this.addPoint(measure, { atMs, value: rates[measure] });
  }

  addPoint(measure: Measure, point: CostPoint): void {
    if (this.points[measure].length < POINTS_MAX) this.points[measure].push(point);
  }

  #count(): Count {
    return { atMs: performance.now(), traffic: this.meter.count, openMs: this.meter.openMs };
  }
}

/** Bytes with headers and requests of a second, and what was open on average. */
export function ratesBetween(before: Count, now: Count): { bytes: number; requests: number; open: number } {
  const seconds = (now.atMs - before.atMs) / 1_000;
  if (!(seconds > 0)) return { bytes: 0, requests: 0, open: 0 };
  const traffic = difference(now.traffic, before.traffic);
  const { up, down } = wholeBytes(traffic);
  return { bytes: (up + down) / seconds, requests: traffic.requestCount / seconds, open: averageOpen(before, now) };
}

/** With headers. */
export function wholeBytes({ upBytes, upHeaderBytes, downBytes, downHeaderBytes }: TrafficCount): { up: number; down: number } {
  return { up: upBytes + upHeaderBytes, down: downBytes + downHeaderBytes };
}

function averageOpen(before: Count, now: Count): number {
  const ms = now.atMs - before.atMs;
  return ms > 0 ? (now.openMs - before.openMs) / ms : 0;
}
