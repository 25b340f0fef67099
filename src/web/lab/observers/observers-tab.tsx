import { useEffect, useState } from "preact/hooks";
import { hasWebSocket } from "../../state/available-transports.ts";
import { Note } from "../parts/note.tsx";
import { clause } from "../parts/rules.ts";
import { type TimeLane, TimeLine } from "../parts/time-line.tsx";
import { labWords } from "../words.ts";
import { Crowd, isLive, LIVE_SOCKETS_MAX, type LittleSocket } from "./crowd.ts";
import { dialInFrame } from "./dial.ts";
import { OpenLabs } from "./open-labs.tsx";
import { observersWords } from "./words.ts";

const REFRESH_INTERVAL_MS = 250;
const SHOWN_MS = 20_000;

/** Who is connected: sockets that come and go, and the open labs. */
export function ObserversTab() {
  const say = observersWords.value;
  return (
    <>
      <p>{say.lead}</p>
      {hasWebSocket ? (
        <LiveCrowd />
      ) : (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      <OpenLabs />
      <Note rule={clause("P66b")}>{say.note}</Note>
    </>
  );
}

function LiveCrowd() {
  const [crowd] = useState(() => new Crowd(dialInFrame));
  useEffect(() => {
    const timer = setInterval(() => crowd.refresh(), REFRESH_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      crowd.end();
    };
  }, [crowd]);
  const say = observersWords.value;
  const sockets = crowd.sockets.value;
  const isFull = crowd.isDialling.value || crowd.liveCount >= LIVE_SOCKETS_MAX;
  const untilMs = Math.max(SHOWN_MS, crowd.elapsedMs.value);
  return (
    <>
      <div class="lab-bar">
        {crowd.liveCount === 0 ? (
          <button type="button" class="button primary" aria-disabled={isFull} onClick={() => void crowd.open(3)}>
            {say.openThree}
          </button>
        ) : (
          <button type="button" class="button" aria-disabled={isFull} onClick={() => void crowd.open(1)}>
            {say.openMore}
          </button>
        )}
        {sockets.at(-1)?.state === "refused" && <p role="alert">{say.refused}</p>}
      </div>
      {sockets.length > 0 && (
        <>
          <Names crowd={crowd} />
          <Sockets crowd={crowd} sockets={sockets} />
          <TimeLine label={say.timeLine} lanes={sockets.map(laneOf)} fromMs={untilMs - SHOWN_MS} untilMs={untilMs} />
          <p class="hint">{say.legend}</p>
          <Changes crowd={crowd} />
        </>
      )}
    </>
  );
}

function Names({ crowd }: { crowd: Crowd }) {
  const say = observersWords.value;
  const list = crowd.list.value;
  const mine = new Set(crowd.sockets.value.filter(isLive).map(({ name }) => name));
  const unlisted = list === undefined ? 0 : list.count - list.names.length;
  return (
    <section class="card">
      <h2>{say.names}</h2>
      <p role="status">
        <strong>{list === undefined ? say.unknown : say.number(list.count)}</strong>
      </p>
      <ul class="chips" aria-label={say.names}>
        {list?.names.map((name) => (
          <li key={name} class={mine.has(name) ? "chip own" : "chip"}>
            <bdi>{name}</bdi> {mine.has(name) && <span class="hint">{say.mine}</span>}
          </li>
        ))}
        {unlisted > 0 && <li class="hint">{say.unlisted(unlisted)}</li>}
      </ul>
    </section>
  );
}

function Sockets({ crowd, sockets }: { crowd: Crowd; sockets: readonly LittleSocket[] }) {
  const say = observersWords.value;
  return (
    <section class="card">
      <h2>{say.sockets}</h2>
      <ul class="little-sockets" aria-label={say.sockets}>
        {sockets.map(({ number, state, name }) => {
          const socket = say.socket(number);
          // One that was disabled would lose the focus; a socket that is gone does nothing.
          const action = (label: string, act: () => void) => (
            <button
              type="button"
              class="button"
              aria-disabled={state !== "open"}
              aria-label={say.actionOf(label, socket)}
              onClick={act}
            >
              {label}
            </button>
          );
          return (
            <li key={number} class={state}>
              <strong>{socket}</strong>
              <span class="hint">
                {say.states[state]}
                {name !== undefined && ` · ${name}`}
              </span>
              <span class="actions">
                {action(say.say, () => crowd.say(number, say.hello(socket)))}
                {action(say.close, () => crowd.close(number))}
                {action(say.kill, () => crowd.kill(number))}
              </span>
            </li>
          );
        })}
      </ul>
      <p class="hint">{say.hints.close}</p>
      <p class="hint">{say.hints.lobby}</p>
    </section>
  );
}

const marks = { list: "dot", heard: "down", said: "up" } as const;

function laneOf({ number, state, startMs, endMs, points }: LittleSocket): TimeLane {
  const say = observersWords.value;
  const killed = state === "killed" && endMs !== undefined ? [{ atMs: endMs, mark: "cross", label: say.killedAt } as const] : [];
  return {
    id: `${number}`,
    name: say.socket(number),
    class: "websocket",
    spans: [{ startMs, endMs, look: state === "refused" ? "grey" : "solid", label: "" }],
    points: [...points.map(({ atMs, kind, text }) => ({ atMs, mark: marks[kind], label: say.points[kind](text) })), ...killed],
  };
}

function Changes({ crowd }: { crowd: Crowd }) {
  const say = observersWords.value;
  return (
    <section class="card">
      <h2>{say.changes}</h2>
      {crowd.changes.value.length === 0 && <p class="hint">{say.nothingYet}</p>}
      <div role="log" aria-label={say.changes}>
        <ol class="crowd-changes">
          {crowd.changes.value.map(({ atMs, came, left, count }) => (
            <li key={atMs}>
              <span class="code hint">{labWords.value.milliseconds(atMs)}</span>
              <strong>{count}</strong>
              <span>
                {came.length > 0 && say.came(came)} {left.length > 0 && say.left(left)}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
