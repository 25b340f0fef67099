import { shareOf, ticksOf } from "../parts/scale.ts";
import { labWords } from "../words.ts";
import { type Flight, wholeMs } from "./flights.ts";
import { duplexWords } from "./words.ts";

const area = { left: 8, right: 632, top: 32, bottom: 168 };
const TICKS_MAX = 5;
/** One further to the right would be cut off. */
const LAST_TICK_SHARE = 0.93;

interface CrossingChartProps {
  readonly title: string;
  /** The same as a sentence. */
  readonly summary: string;
  readonly flights: readonly Flight[];
}

/** Messages between a page above and a server below: down the way there, up again the way back. */
export function CrossingChart({ title, summary, flights }: CrossingChartProps) {
  const say = duplexWords.value;
  const untilMs = wholeMs(flights);
  const x = (ms: number): string => (area.left + shareOf(ms, 0, untilMs) * (area.right - area.left)).toFixed(1);
  return (
    <figure class="card crossing">
      <figcaption>
        <h2>{title}</h2>
        <p class="hint">{summary}</p>
      </figcaption>
      <svg class="plot" viewBox="0 0 640 222" aria-hidden="true">
        <text class="end" x={area.left} y={area.top - 9}>
          {say.page}
        </text>
        <text class="end" x={area.left} y={area.bottom + 24}>
          {say.server}
        </text>
        {[area.top, area.bottom].map((y) => (
          <line key={y} class="shore" x1={area.left} x2={area.right} y1={y} y2={y} />
        ))}
        {flights.map(({ sentMs, backMs }, place) => {
          const turn = x((sentMs + backMs) / 2);
          return (
            <g key={place}>
              <line class="there" x1={x(sentMs)} x2={turn} y1={area.top} y2={area.bottom} />
              <line class="back" x1={turn} x2={x(backMs)} y1={area.bottom} y2={area.top} />
            </g>
          );
        })}
        {ticksOf(0, untilMs, TICKS_MAX)
          .filter((ms) => ms > 0 && ms < LAST_TICK_SHARE * untilMs)
          .map((ms) => (
            <text key={ms} class="middle" x={x(ms)} y={area.bottom + 48}>
              {labWords.value.duration(ms)}
            </text>
          ))}
      </svg>
    </figure>
  );
}
