import { useEffect, useState } from "preact/hooks";
import { hasWebSocket } from "../../state/available-transports.ts";
import { EventLog } from "../parts/event-log.tsx";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { TimeLine } from "../parts/time-line.tsx";
import { stateNames } from "../socket/socket-lanes.ts";
import { BurstCard } from "./burst-card.tsx";
import { lifeLanes } from "./life-lanes.ts";
import { type LifeEvent, LifeLog, lives, type SendResult } from "./life-log.ts";
import { lifeWords } from "./words.ts";

const REFRESH_INTERVAL_MS = 100;
/** A life of a few milliseconds is drawn wide enough to be read. */
const SHOWN_MS_MIN = 20;

/** Sockets that live and end in different ways. */
export function LifeTab() {
  const say = lifeWords.value;
  return (
    <>
      <p>{say.lead}</p>
      {hasWebSocket ? (
        <>
          <Lives />
          <BurstCard />
        </>
      ) : (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      <Note rule={rfc(6455, "7.1.5")}>{say.note}</Note>
    </>
  );
}

function Lives() {
  const say = lifeWords.value;
  const [log] = useState(() => new LifeLog());
  useEffect(() => {
    const timer = setInterval(() => log.refresh(), REFRESH_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      log.end();
    };
  }, [log]);
  const life = log.shown.value;
  return (
    <>
      <div class="lab-bar">
        {lives.map((each) => (
          <button key={each} type="button" class="button" aria-pressed={each === life} onClick={() => log.live(each)}>
            {say.lives[each]}
          </button>
        ))}
        <button type="button" class="button" disabled={life === undefined} onClick={() => log.send()}>
          send("Hello")
        </button>
      </div>
      <p role="status">{life === undefined ? say.begin : say.stories[life]}</p>
      {life === "refused" && log.refusal.value !== undefined && (
        <p>
          {say.refusalSeen} <span class="code">{log.refusal.value}</span>
        </p>
      )}
      {log.states.value.length > 0 && (
        <TimeLine
          label={say.line}
          lanes={lifeLanes(log.states.value, log.events.value, sentenceOf)}
          untilMs={Math.max(SHOWN_MS_MIN, log.elapsedMs.value * 1.05)}
        />
      )}
      <EndingsTable log={log} />
      <SendsTable log={log} />
      <EventLog
        title={say.timeline}
        empty={say.nothingYet}
        events={log.events.value.map((event) => ({
          atMs: event.atMs,
          kind: event.kind === "send" && event.outcome !== "sent" ? "refused" : event.kind,
          name: say.kinds[event.kind],
          detail: detailOf(event),
        }))}
      />
    </>
  );
}

/** All of them come to `readyState` 3; what differs stands beside it. */
function EndingsTable({ log }: { log: LifeLog }) {
  const say = lifeWords.value;
  const yesOrNo = (value: boolean): string => (value ? say.yes : say.no);
  return (
    <section class="card">
      <h2>{say.endings}</h2>
      <p class="hint">{say.endingsLead}</p>
      <section class="table-scroll" tabIndex={0} aria-label={say.endings}>
        <table class="wire-table">
          <thead>
            <tr>
              <th scope="col">{say.life}</th>
              <th scope="col">open</th>
              <th scope="col">error</th>
              <th scope="col">close.code</th>
              <th scope="col">wasClean</th>
              <th scope="col">readyState</th>
            </tr>
          </thead>
          <tbody>
            {lives.map((life) => {
              const ending = log.endings.value[life];
              return (
                <tr key={life}>
                  <th scope="row" class="named">
                    {say.lives[life]}
                  </th>
                  <td>{ending === undefined ? "–" : yesOrNo(ending.hasOpened)}</td>
                  <td>{ending === undefined ? "–" : yesOrNo(ending.hasError)}</td>
                  <td>{ending?.code ?? "–"}</td>
                  <td>{ending === undefined ? "–" : String(ending.wasClean)}</td>
                  <td>{ending?.readyState ?? "–"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function SendsTable({ log }: { log: LifeLog }) {
  const say = lifeWords.value;
  return (
    <section class="card">
      <h2>{say.sends}</h2>
      <p class="hint">{say.sendsLead}</p>
      <section class="table-scroll" tabIndex={0} aria-label={say.sends}>
        <table class="wire-table">
          <thead>
            <tr>
              <th scope="col">readyState</th>
              <th scope="col">{say.happened}</th>
              <th scope="col">bufferedAmount</th>
            </tr>
          </thead>
          <tbody>
            {stateNames.map((name, state) => {
              const result = log.sends.value[state];
              return (
                <tr key={name}>
                  <th scope="row" class="named">
                    {state} {name}
                  </th>
                  <td class="said">{result === undefined ? "–" : outcomeOf(result)}</td>
                  <td>{result === undefined ? "–" : `${result.bufferedBefore} → ${result.bufferedAfter}`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function outcomeOf({ outcome, errorName = "" }: SendResult): string {
  const say = lifeWords.value;
  return outcome === "thrown" ? say.thrown(errorName) : say.outcomes[outcome];
}

function sentenceOf(event: LifeEvent): string {
  return `${lifeWords.value.kinds[event.kind]} ${detailOf(event)}`.trim();
}

function detailOf(event: LifeEvent): string {
  const say = lifeWords.value;
  switch (event.kind) {
    case "close":
      return `${event.code}${event.reason === "" ? "" : ` “${event.reason}”`}, wasClean ${event.wasClean}`;
    case "send":
      return `${outcomeOf(event)} (bufferedAmount ${event.bufferedBefore} → ${event.bufferedAfter})`;
    case "no-socket":
      return event.text;
    case "error":
      return say.noReason;
    case "give-up":
      return say.gaveUp;
    default:
      return "";
  }
}
