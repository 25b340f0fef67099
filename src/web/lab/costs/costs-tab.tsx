import { useEffect, useState } from "preact/hooks";
import { Choices } from "../../forms/choices.tsx";
import { hasWebSocket } from "../../state/available-transports.ts";
import { LaneTable } from "../lanes/lane-table.tsx";
import { laneWords } from "../lanes/words.ts";
import { CostChart } from "../parts/cost-chart.tsx";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { useStopOnLeave } from "../parts/use-stop-on-leave.ts";
import { labWords } from "../words.ts";
import { type Measure, measures, wholeBytes } from "./costs-lane.ts";
import { CostsRun } from "./costs-run.ts";
import type { ServerCosts } from "./server-costs.ts";
import { costsWords } from "./words.ts";

const pollRates = ["server", "2", "10", "100"] as const;
const messageRates = ["0", "1", "10"] as const;

/** What the four transports cost this browser and the server, for as long as they are connected. */
export function CostsTab() {
  const [run] = useState(() => new CostsRun());
  const [pollRate, setPollRate] = useState<(typeof pollRates)[number]>("server");
  const [messageRate, setMessageRate] = useState<(typeof messageRates)[number]>("1");
  run.messagesPerSecond = Number(messageRate);
  useEffect(() => {
    run.pollsPerSecond = pollRate === "server" ? undefined : Number(pollRate);
  }, [run, pollRate]);
  useStopOnLeave(run);
  const say = costsWords.value;
  const lanesSay = laneWords.value;
  const stage = run.stage.value;

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
          legend={lanesSay.pollRate}
          values={pollRates}
          labels={lanesSay.pollRates}
          chosen={pollRate}
          onChoose={setPollRate}
        />
        <Choices
          legend={say.messages}
          values={messageRates}
          labels={say.messageRates}
          chosen={messageRate}
          onChoose={setMessageRate}
        />
        {stage === "connecting" || stage === "running" ? (
          <button type="button" class="button" onClick={() => run.stop()}>
            {say.stop}
          </button>
        ) : (
          <button type="button" class="button primary" onClick={() => void run.run()}>
            {say.start}
          </button>
        )}
      </div>
      <p role="status">{say.stages[stage]}</p>
      {run.shownLanes.value.length > 0 && <Costs run={run} />}
      <p class="hint">{say.counted}</p>
      <Note rule={rfc(9112, "9.4")}>{say.note}</Note>
    </>
  );
}

function Costs({ run }: { run: CostsRun }) {
  const [measure, setMeasure] = useState<Measure>("bytes");
  const say = costsWords.value;
  const lanesSay = laneWords.value;
  const lanes = run.shownLanes.value;
  const formats = { bytes: lanesSay.kilobytes, requests: say.some, open: say.some, cpu: say.milliseconds };
  return (
    <>
      <div class="lab-bar">
        <Choices legend={say.measure} values={measures} labels={say.measures} chosen={measure} onChoose={setMeasure} />
      </div>
      <CostChart
        title={say.charts[measure]}
        series={lanes.map(({ transport, points }) => ({
          id: transport,
          name: lanesSay.transports[transport],
          points: points[measure],
        }))}
        format={formats[measure]}
      />
      <ClientTable run={run} />
      <ServerTable run={run} />
      <ProcessFacts server={run.server} />
    </>
  );
}

function ClientTable({ run }: { run: CostsRun }) {
  const say = costsWords.value;
  const lanesSay = laneWords.value;
  const { number } = labWords.value;
  return (
    <LaneTable
      caption={say.client(Math.round(run.elapsedMs.value / 1_000))}
      columns={[say.open, lanesSay.requests, lanesSay.up, lanesSay.upWhole, lanesSay.down, lanesSay.downWhole, say.shareUp]}
      lanes={run.shownLanes.value}
      cellsOf={({ traffic, openCount }) => {
        const { up, down } = wholeBytes(traffic);
        const { requestCount, upBytes, downBytes } = traffic;
        const share = up + down === 0 ? "–" : say.percent(up / (up + down));
        return [say.some(openCount), ...[requestCount, upBytes, up, downBytes, down].map(number), share];
      }}
    />
  );
}

function ServerTable({ run }: { run: CostsRun }) {
  const say = costsWords.value;
  const lanesSay = laneWords.value;
  const { number } = labWords.value;
  const costs = run.server.sinceBegin;
  if (costs === undefined) return <p class="hint">{say.silent}</p>;
  return (
    <LaneTable
      caption={say.server(Math.round(costs.at / 1_000))}
      columns={[say.held, lanesSay.requests, say.frames, say.upWhole, say.downWhole, say.cpu, say.queued]}
      lanes={run.shownLanes.value}
      cellsOf={({ transport }) => {
        const { held, requests, framesUp, framesDown, ...bytes } = costs.transports[transport];
        return [
          number(held),
          number(requests),
          `${number(framesUp)} / ${number(framesDown)}`,
          number(bytes.bytesUp + bytes.headBytesUp),
          number(bytes.bytesDown + bytes.headBytesDown),
          say.milliseconds(bytes.cpuMs),
          number(bytes.queuedBytes),
        ];
      }}
    />
  );
}

function ProcessFacts({ server }: { server: ServerCosts }) {
  const say = costsWords.value;
  const second = server.lastSecond.value;
  if (second === undefined) return null;
  const facts = [
    [say.processCpu, say.percent((second.cpuUserMs + second.cpuSystemMs) / second.at)],
    [say.processMemory, say.megabytes(second.rssBytes)],
    [say.processQueued, labWords.value.number(second.queuedBytes)],
  ] as const;
  return (
    <section class="card">
      <h2>{say.process}</h2>
      <dl class="facts process-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
