import { useEffect, useState } from "preact/hooks";
import { Choices } from "../../forms/choices.tsx";
import { hasWebSocket } from "../../state/available-transports.ts";
import { measureBrowserHeaders } from "../handshake/handshake-view.ts";
import type { BrowserHeaders } from "../lanes/traffic.ts";
import { Note } from "../parts/note.tsx";
import { clause } from "../parts/rules.ts";
import { type TimeLane, TimeLine } from "../parts/time-line.tsx";
import { labWords } from "../words.ts";
import { ClockListener } from "./clock-listener.ts";
import { pollCount, pollingOf } from "./polling.ts";
import { Pushes } from "./pushes.tsx";
import { pushWords } from "./words.ts";

const pollRates = ["1", "10", "100"] as const;
const REFRESH_INTERVAL_MS = 200;
const SHOWN_MS = 8_000;
/** Beyond it the single polls cannot be told apart. */
const SHOWN_POLLS_MAX = 100;
const REQUEST_LINE_BYTES = "GET /clock HTTP/1.1\r\n".length;

/** The server says something without being asked: each second on a socket, and to every open lab when one asks it to. */
export function PushTab() {
  const say = pushWords.value;
  return (
    <>
      <p>{say.lead}</p>
      {hasWebSocket ? (
        <Clock />
      ) : (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      <Pushes />
      <Note rule={clause("P140a")}>{say.note}</Note>
    </>
  );
}

function Clock() {
  const [clock] = useState(() => new ClockListener());
  const [rate, setRate] = useState<(typeof pollRates)[number]>("1");
  useEffect(() => {
    clock.start();
    const timer = setInterval(() => clock.refresh(), REFRESH_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      clock.stop();
    };
  }, [clock]);
  const say = pushWords.value;
  const state = clock.state.value;
  const isOn = state === "connecting" || state === "listening";
  const intervalMs = 1_000 / Number(rate);
  const untilMs = Math.max(SHOWN_MS, clock.elapsedMs.value);
  return (
    <>
      <div class="lab-bar">
        <Choices
          legend={say.pollRate}
          values={pollRates}
          labels={{ "1": "1", "10": "10", "100": "100" }}
          chosen={rate}
          onChoose={setRate}
        />
        {isOn ? (
          <button type="button" class="button" onClick={() => clock.stop()}>
            {say.stop}
          </button>
        ) : (
          <button type="button" class="button primary" onClick={() => clock.start()}>
            {say.listen}
          </button>
        )}
        <p class="full">
          {state === "ended" ? say.ended(clock.closeCode.value) : say.states[state]}{" "}
          {state === "listening" && <code class="clock-time">{clock.messages.value.at(-1)?.text}</code>}
        </p>
      </div>
      <TimeLine label={say.timeLine} lanes={lanesOf(clock, intervalMs, untilMs)} fromMs={untilMs - SHOWN_MS} untilMs={untilMs} />
      <p class="hint">{say.legend}</p>
      <Comparison clock={clock} intervalMs={intervalMs} />
    </>
  );
}

function lanesOf(clock: ClockListener, intervalMs: number, untilMs: number): readonly TimeLane[] {
  const say = pushWords.value;
  const now = clock.elapsedMs.value;
  const messages = clock.messages.value;
  const fromMs = untilMs - SHOWN_MS;
  const socket: TimeLane = {
    id: "socket",
    name: say.socketLane,
    class: "websocket",
    spans: now > 0 ? [{ startMs: 0, endMs: now, look: "solid", label: "" }] : [],
    points: messages.map(({ atMs, text }) => ({ atMs, mark: "down", label: text })),
  };
  const lane = { id: "poll", name: say.pollLane, class: "poll" };
  if (SHOWN_MS / intervalMs > SHOWN_POLLS_MAX) {
    const label = say.asksAllTheTime(1_000 / intervalMs);
    return [socket, { ...lane, spans: [{ startMs: 0, endMs: now, look: "grey", label }], points: [] }];
  }
  const polling = pollingOf(
    messages.map(({ atMs }) => atMs),
    intervalMs,
    fromMs,
    now,
  );
  return [
    socket,
    {
      ...lane,
      spans: [
        ...polling.waits.map(
          ({ startMs, endMs = now }) =>
            ({ startMs, endMs, look: "striped", label: say.waits(Math.round(endMs - startMs)) }) as const,
        ),
      ],
      points: [
        ...polling.vain.map((atMs) => ({ atMs, mark: "tick", label: say.asks }) as const),
        ...polling.found.map((atMs) => ({ atMs, mark: "down", label: say.finds }) as const),
      ],
    },
  ];
}

function Comparison({ clock, intervalMs }: { clock: ClockListener; intervalMs: number }) {
  const [headers, setHeaders] = useState<BrowserHeaders>();
  useEffect(() => {
    measureBrowserHeaders().then(setHeaders, () => undefined);
  }, []);
  const say = pushWords.value;
  const { number, milliseconds, duration } = labWords.value;
  const elapsedMs = clock.elapsedMs.value;
  const messageCount = clock.messageCount.value;
  const polling = pollCount(elapsedMs, intervalMs, messageCount);
  const sent = (requests: number, bytes: number | undefined): string =>
    bytes === undefined ? "–" : number(requests * (REQUEST_LINE_BYTES + bytes));
  const rows = [
    [say.rows.messages, number(messageCount), number(Math.min(messageCount, polling.requests))],
    [say.rows.requests, number(1), number(polling.requests)],
    [say.rows.vain, number(0), number(polling.vain)],
    [say.rows.sent, sent(1, headers?.handshakeBytes), sent(polling.requests, headers?.requestBytes)],
    [say.rows.late, say.onTheWay, intervalMs < 1_000 ? milliseconds(intervalMs) : duration(intervalMs)],
  ] as const;
  return (
    <section class="card">
      <table class="costs push-costs">
        <caption>{say.comparison(Math.floor(elapsedMs / 1_000))}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{say.socket}</th>
            <th scope="col">{say.polling}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, socket, poll]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{socket}</td>
              <td>{poll}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{say.computed}</p>
    </section>
  );
}
