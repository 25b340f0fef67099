import { laneWords } from "../lanes/words.ts";
import { labWords } from "../words.ts";
import { dotsOf, heightOf, plot, ticksMs } from "./latency-scale.ts";
import type { RaceLane } from "./race.ts";
import { raceWords } from "./words.ts";

/** Every delivery as a dot: the messages from left to right, the time that each took from bottom to top. */
export function LatencyPlot({ lanes, messageCount }: { lanes: readonly RaceLane[]; messageCount: number }) {
  const say = raceWords.value;
  return (
    <figure class="card">
      <figcaption>
        <h2>{say.plot}</h2>
        <ul class="legend">
          {lanes.map(({ transport }) => (
            <li key={transport} class={transport}>
              <span class="swatch" /> {laneWords.value.transports[transport]}
            </li>
          ))}
        </ul>
      </figcaption>
      <svg class="plot" viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={say.plot}>
        {ticksMs.map((ms) => (
          <g key={ms}>
            <line x1={plot.left} x2={plot.width} y1={heightOf(ms)} y2={heightOf(ms)} />
            <text x={plot.left - 6} y={heightOf(ms) + 4}>
              {labWords.value.duration(ms)}
            </text>
          </g>
        ))}
        {lanes.map(({ transport, latenciesMs }) => (
          <g key={transport} class={transport}>
            {dotsOf(latenciesMs, messageCount).map(({ x, y }) => (
              <circle key={x} cx={x} cy={y} r={3} />
            ))}
          </g>
        ))}
      </svg>
    </figure>
  );
}
