import { useState } from "preact/hooks";
import { Choices } from "../../forms/choices.tsx";
import { hasWebSocket } from "../../state/available-transports.ts";
import { LaneTable } from "../lanes/lane-table.tsx";
import { laneWords } from "../lanes/words.ts";
import { CostChart } from "../parts/cost-chart.tsx";
import { useStopOnLeave } from "../parts/use-stop-on-leave.ts";
import { labWords } from "../words.ts";
import { LatencyPlot } from "./latency-plot.tsx";
import { type CountedStage, Race, type RaceLane, SILENCE_MS } from "./race.ts";
import { percentile } from "./statistics.ts";
import { raceWords } from "./words.ts";

const pollRates = ["server", "2", "10", "100"] as const;
const messageCounts = ["20", "40", "100"] as const;
const countedStages: readonly CountedStage[] = ["connecting", "talking", "silent"];

/** The cost and the latency of the four transports. */
export function RaceTab() {
  const [race] = useState(() => new Race());
  const [messageCount, setMessageCount] = useState<(typeof messageCounts)[number]>("40");
  const [pollRate, setPollRate] = useState<(typeof pollRates)[number]>("server");
  useStopOnLeave(race);
  const say = raceWords.value;
  const lanesSay = laneWords.value;
  const stage = race.stage.value;
  const isRunning = stage === "connecting" || stage === "talking" || stage === "silent";
  const pollsPerSecond = pollRate === "server" ? undefined : Number(pollRate);

  return (
    <>
      <p>{say.lead}</p>
      {!hasWebSocket && (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      <div class="lab-bar">
        <Choices
          legend={say.messages}
          values={messageCounts}
          labels={{ "20": "20", "40": "40", "100": "100" }}
          chosen={messageCount}
          onChoose={setMessageCount}
        />
        <Choices
          legend={lanesSay.pollRate}
          values={pollRates}
          labels={lanesSay.pollRates}
          chosen={pollRate}
          onChoose={setPollRate}
        />
        {isRunning ? (
          <button type="button" class="button" onClick={() => race.stop()}>
            {say.stop}
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            onClick={() => void race.run({ messageCount: Number(messageCount), pollsPerSecond })}
          >
            {say.start}
          </button>
        )}
      </div>
      <p role="status">{say.stages[stage]}</p>
      {race.shownLanes.value.length > 0 && <Results race={race} />}
      <p class="hint">{say.estimated}</p>
    </>
  );
}

function Results({ race }: { race: Race }) {
  const lanes = race.shownLanes.value;
  const say = raceWords.value;
  return (
    <>
      {race.stage.value === "silent" && <progress aria-label={say.parts.silent(0)} max={SILENCE_MS} value={race.silentMs} />}
      <LatencyPlot lanes={lanes} messageCount={race.messageCount} />
      <CostChart
        title={say.costs}
        series={lanes.map(({ transport, costs }) => ({
          id: transport,
          name: laneWords.value.transports[transport],
          points: costs,
        }))}
        format={laneWords.value.kilobytes}
      />
      {countedStages.map((counted) => (
        <CostTable
          key={counted}
          caption={
            counted === "silent" ? say.parts.silent(Math.round(race.silentMs / 1_000)) : say.parts[counted](race.messageCount)
          }
          counted={counted}
          lanes={lanes}
        />
      ))}
    </>
  );
}

function CostTable({ caption, counted, lanes }: { caption: string; counted: CountedStage; lanes: readonly RaceLane[] }) {
  const say = laneWords.value;
  const latencies =
    counted === "talking"
      ? ([
          ["p50", 0.5],
          ["p99", 0.99],
        ] as const)
      : [];
  return (
    <LaneTable
      caption={caption}
      columns={[...latencies.map(([name]) => name), say.requests, say.up, say.upWhole, say.down, say.downWhole]}
      lanes={lanes}
      cellsOf={(lane) => {
        const { requestCount, upBytes, upHeaderBytes, downBytes, downHeaderBytes } = lane.trafficOf(counted);
        const counts = [requestCount, upBytes, upBytes + upHeaderBytes, downBytes, downBytes + downHeaderBytes];
        return [
          ...latencies.map(([, share]) => milliseconds(percentile(lane.latenciesMs, share))),
          ...counts.map(labWords.value.number),
        ];
      }}
    />
  );
}

function milliseconds(ms: number | undefined): string {
  return ms === undefined ? "–" : labWords.value.milliseconds(Math.round(ms));
}
