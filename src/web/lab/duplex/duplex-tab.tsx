import { useEffect, useId, useState } from "preact/hooks";
import { hasWebSocket } from "../../state/available-transports.ts";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { percentile } from "../race/statistics.ts";
import { labWords } from "../words.ts";
import { CrossingChart } from "./crossing-chart.tsx";
import { DuplexRun, type Result } from "./duplex-run.ts";
import { type Flight, mostInFlight, wholeMs } from "./flights.ts";
import { duplexWords } from "./words.ts";

/** Full duplex beside request and answer. */
export function DuplexTab() {
  const [run] = useState(() => new DuplexRun());
  useEffect(() => () => run.end(), [run]);
  const say = duplexWords.value;
  const stage = run.stage.value;
  const results = run.results.value;
  return (
    <>
      <p>{say.lead}</p>
      {!hasWebSocket && (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      <div class="lab-bar">
        <button type="button" class="button primary" disabled={stage === "running"} onClick={() => void run.run()}>
          {say.run}
        </button>
        <p role="status">{say.stages[stage]}</p>
      </div>
      {results.length > 0 && (
        <>
          <Legend />
          {results.map((result) => (
            <Crossing key={result.way} {...result} />
          ))}
          <Numbers results={results} />
        </>
      )}
      <p class="hint">{say.estimated}</p>
      <Note rule={rfc(9112, "9.3.2")}>{say.note}</Note>
    </>
  );
}

function Legend() {
  const say = duplexWords.value;
  return (
    <ul class="legend crossing" aria-hidden="true">
      {(["there", "back"] as const).map((direction) => (
        <li key={direction}>
          <svg class="dash" viewBox="0 0 28 8" aria-hidden="true">
            <line class={direction} x1={0} x2={28} y1={4} y2={4} />
          </svg>
          {say[direction]}
        </li>
      ))}
    </ul>
  );
}

function Crossing({ way, flown }: Result) {
  const say = duplexWords.value;
  if (flown === undefined) {
    return (
      <section class="card">
        <h2>{say.ways[way]}</h2>
        <p class="hint">{say.noResult}</p>
      </section>
    );
  }
  const { flights } = flown;
  const summary = say.summary(mostInFlight(flights), say.milliseconds(wholeMs(flights)));
  return <CrossingChart title={say.ways[way]} summary={summary} flights={flights} />;
}

function Numbers({ results }: { results: readonly Result[] }) {
  const captionId = useId();
  const say = duplexWords.value;
  return (
    <section class="table-scroll" aria-labelledby={captionId} tabIndex={0}>
      <table class="costs">
        <caption id={captionId}>{say.table}</caption>
        <thead>
          <tr>
            {[say.way, say.inFlight, say.whole, say.median, say.protocol].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map(({ way, flown }) => (
            <tr key={way}>
              <th scope="row">{say.ways[way]}</th>
              {(flown === undefined ? ["–", "–", "–", "–"] : [...numbersOf(flown.flights), flown.protocol]).map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function numbersOf(flights: readonly Flight[]): readonly string[] {
  const say = duplexWords.value;
  const median = percentile(
    flights.map(({ sentMs, backMs }) => backMs - sentMs),
    0.5,
  );
  return [
    labWords.value.number(mostInFlight(flights)),
    say.milliseconds(wholeMs(flights)),
    median === undefined ? "–" : say.milliseconds(median),
  ];
}
