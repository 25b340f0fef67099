import { labWords } from "../words.ts";
import { shareOf, ticksOf } from "./scale.ts";

export interface CostPoint {
  readonly atMs: number;
  readonly value: number;
}

export interface CostSeries {
  /** Also a class that sets `--mark`, the colour: a transport's name, for example. */
  readonly id: string;
  readonly name: string;
  /** In the order of time. The newest are drawn. */
  readonly points: readonly CostPoint[];
}

interface CostChartProps {
  readonly title: string;
  readonly series: readonly CostSeries[];
  /** A value with its unit, short: it stands at the axis, too. */
  readonly format: (value: number) => string;
}

/** The newest of a series are drawn. */
const POINTS_MAX = 600;
const TICKS_MAX = 5;
const area = { left: 96, right: 612, top: 12, bottom: 214 };
/** A series is known by its dashes as well as by its colour. */
const dashes = ["none", "9 4", "2 4", "12 4 2 4"] as const;

/** Several values over time as lines. The legend says the newest ones, so that it is the chart in words. */
export function CostChart({ title, series, format }: CostChartProps) {
  const shown = series.map((each) => ({ ...each, points: each.points.slice(-POINTS_MAX) }));
  const all = shown.flatMap(({ points }) => points);
  const fromMs = Math.min(...all.map(({ atMs }) => atMs), Number.MAX_SAFE_INTEGER);
  const untilMs = Math.max(...all.map(({ atMs }) => atMs), 0);
  const top = Math.max(...all.map(({ value }) => value), 1);
  const x = (ms: number): number => area.left + shareOf(ms, fromMs, untilMs) * (area.right - area.left);
  const y = (value: number): number => area.bottom - shareOf(value, 0, top) * (area.bottom - area.top);
  return (
    <figure class="card">
      <figcaption>
        <h2>{title}</h2>
        <ul class="legend">
          {shown.map(({ id, name, points }, place) => (
            <li key={id} class={id}>
              <Dash place={place} /> {name} <strong>{format(points.at(-1)?.value ?? 0)}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <svg class="plot" viewBox="0 0 640 240" aria-hidden="true">
        {ticksOf(0, top, TICKS_MAX).map((value) => (
          <g key={value}>
            <line x1={area.left} x2={area.right} y1={y(value)} y2={y(value)} />
            <text x={area.left - 6} y={y(value) + 4}>
              {format(value)}
            </text>
          </g>
        ))}
        {all.length > 0 &&
          ticksOf(fromMs, untilMs, TICKS_MAX).map((ms) => (
            <text key={ms} class="middle" x={x(ms)} y={area.bottom + 20}>
              {labWords.value.duration(ms)}
            </text>
          ))}
        {shown.map(({ id, points }, place) => (
          <polyline
            key={id}
            class={id}
            stroke-dasharray={dashes[place % dashes.length]}
            points={points.map(({ atMs, value }) => `${x(atMs).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
          />
        ))}
      </svg>
    </figure>
  );
}

function Dash({ place }: { place: number }) {
  return (
    <svg class="dash" viewBox="0 0 28 8" aria-hidden="true">
      <line x1={0} x2={28} y1={4} y2={4} stroke-dasharray={dashes[place % dashes.length]} />
    </svg>
  );
}
