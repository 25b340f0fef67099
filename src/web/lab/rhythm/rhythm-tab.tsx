import { useId, useState } from "preact/hooks";
import type { TransportName } from "../../../client/index.ts";
import { Choices } from "../../forms/choices.tsx";
import { availableTransports, hasWebSocket } from "../../state/available-transports.ts";
import { laneWords } from "../lanes/words.ts";
import { Note } from "../parts/note.tsx";
import { clause } from "../parts/rules.ts";
import { TimeLine } from "../parts/time-line.tsx";
import { useStopOnLeave } from "../parts/use-stop-on-leave.ts";
import { Rhythm, type Travel } from "./rhythm.ts";
import { laneOf } from "./rhythm-lanes.ts";
import { rhythmWords } from "./words.ts";

const pollRates = ["server", "2", "10"] as const;
const holds = ["5", "10", "25"] as const;
const shownSeconds = ["10", "60"] as const;
/** A line that has just begun is not wider than it needs. */
const SHOWN_MS_MIN = 5_000;
const TEXT_CHARACTERS_MAX = 200;

/** When each transport asks, is held, and is answered. */
export function RhythmTab() {
  const [rhythm] = useState(() => new Rhythm());
  const [pollRate, setPollRate] = useState<(typeof pollRates)[number]>("server");
  const [hold, setHold] = useState<(typeof holds)[number]>("10");
  useStopOnLeave(rhythm);
  const say = rhythmWords.value;
  const lanesSay = laneWords.value;
  const stage = rhythm.stage.value;
  const isRunning = stage === "connecting" || stage === "running";
  const newest = rhythm.travels.value.at(-1);

  return (
    <>
      <p>{say.lead}</p>
      {!hasWebSocket && (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      <div class="lab-bar">
        {!isRunning && (
          <>
            <Choices
              legend={say.hold}
              values={holds}
              labels={{ "5": "5", "10": "10", "25": "25" }}
              chosen={hold}
              onChoose={setHold}
            />
            <Choices
              legend={lanesSay.pollRate}
              values={pollRates}
              labels={lanesSay.pollRates}
              chosen={pollRate}
              onChoose={setPollRate}
            />
          </>
        )}
        {isRunning ? (
          <button type="button" class="button" onClick={() => rhythm.stop()}>
            {say.stop}
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            onClick={() =>
              void rhythm.run({
                pollsPerSecond: pollRate === "server" ? undefined : Number(pollRate),
                holdMs: 1_000 * Number(hold),
              })
            }
          >
            {say.start}
          </button>
        )}
      </div>
      {stage === "running" && <SayForm rhythm={rhythm} />}
      <p role="status">{stage === "running" && newest !== undefined ? summaryOf(newest) : say.stages[stage]}</p>
      {rhythm.shown.value.lanes.length > 0 && <Picture rhythm={rhythm} />}
      {rhythm.travels.value.length > 0 && <Travels rhythm={rhythm} />}
      <p class="hint">{say.estimated}</p>
      <Note rule={clause("P34c")}>{say.note}</Note>
    </>
  );
}

function SayForm({ rhythm }: { rhythm: Rhythm }) {
  const say = rhythmWords.value;
  const [text, setText] = useState(say.firstText);
  const runners = runnersOf(rhythm);
  const [chosen, setBy] = useState<TransportName>();
  const by = chosen ?? runners[0] ?? "poll";
  const fieldId = useId();
  return (
    <form
      class="lab-bar"
      onSubmit={(event) => {
        event.preventDefault();
        rhythm.say(text.trim(), by);
      }}
    >
      <div class="field grow">
        <label for={fieldId}>{say.text}</label>
        <input
          id={fieldId}
          class="input"
          maxLength={TEXT_CHARACTERS_MAX}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="button primary">
        {say.say}
      </button>
      <Choices legend={say.by} values={runners} labels={laneWords.value.transports} chosen={by} onChoose={setBy} />
    </form>
  );
}

function Picture({ rhythm }: { rhythm: Rhythm }) {
  const [seconds, setSeconds] = useState<(typeof shownSeconds)[number]>("60");
  const say = rhythmWords.value;
  const { nowMs } = rhythm.shown.value;
  const travels = rhythm.travels.value;
  return (
    <>
      <div class="lab-bar">
        <Choices
          legend={say.shownSeconds}
          values={shownSeconds}
          labels={{ "10": "10", "60": "60" }}
          chosen={seconds}
          onChoose={setSeconds}
        />
      </div>
      <TimeLine
        label={say.line}
        lanes={rhythm.recorders.map((recorder) => laneOf(recorder, travels))}
        fromMs={Math.max(0, nowMs - 1_000 * Number(seconds))}
        untilMs={Math.max(SHOWN_MS_MIN, nowMs)}
      />
      <Legend />
    </>
  );
}

function Legend() {
  const { legend } = rhythmWords.value;
  return (
    <ul class="legend rhythm-legend" aria-hidden="true">
      {(["striped", "solid", "outlined", "grey"] as const).map((look) => (
        <li key={look}>
          <span class={`time-span ${look}`} />
          {{ striped: legend.held, solid: legend.answered, outlined: legend.timedOut, grey: legend.empty }[look]}
        </li>
      ))}
      <li>▲ {legend.up}</li>
      <li>▼ {legend.down}</li>
      <li>● {legend.message}</li>
    </ul>
  );
}

function Travels({ rhythm }: { rhythm: Rhythm }) {
  const captionId = useId();
  const say = rhythmWords.value;
  const lanesSay = laneWords.value;
  const transports = runnersOf(rhythm);
  return (
    <section class="table-scroll" aria-labelledby={captionId} tabIndex={0}>
      <table class="costs">
        <caption id={captionId}>{say.travels}</caption>
        <thead>
          <tr>
            <th scope="col">{say.message}</th>
            {transports.map((transport) => (
              <th key={transport} scope="col" class={transport}>
                <span class="swatch" /> {lanesSay.transports[transport]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rhythm.travels.value.toReversed().map((travel) => (
            <tr key={travel.saidAtMs}>
              <th scope="row" class="said">
                {say.quoted(travel.text, lanesSay.transports[travel.by])}
              </th>
              {transports.map((transport) => (
                <td key={transport}>{arrivalOf(travel, transport)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Those that got through. */
function runnersOf(rhythm: Rhythm): readonly TransportName[] {
  return rhythm.shown.value.lanes.filter(({ isBlocked }) => !isBlocked).map(({ transport }) => transport);
}

function arrivalOf({ saidAtMs, arrivedAtMs }: Travel, transport: TransportName): string {
  const say = rhythmWords.value;
  const atMs = arrivedAtMs[transport];
  return atMs === undefined ? say.onItsWay : say.milliseconds(atMs - saidAtMs);
}

function summaryOf(travel: Travel): string {
  const arrived = availableTransports.filter((transport) => travel.arrivedAtMs[transport] !== undefined);
  const say = rhythmWords.value;
  if (arrived.length === 0) return say.said(travel.text);
  return say.summary(
    travel.text,
    arrived.map((transport) => `${laneWords.value.transports[transport]} ${arrivalOf(travel, transport)}`),
  );
}
