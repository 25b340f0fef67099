import { useEffect, useId, useState } from "preact/hooks";
import { hasWebSocket } from "../../state/available-transports.ts";
import { EventLog } from "../parts/event-log.tsx";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { TimeLine } from "../parts/time-line.tsx";
import { lanesOf, stateNames } from "./socket-lanes.ts";
import { type SocketEvent, SocketLog } from "./socket-log.ts";
import { socketWords } from "./words.ts";

const REFRESH_INTERVAL_MS = 100;
const LARGE_TEXT = "x".repeat(60 * 1024);
/** A socket that has just been dialled does not fill the whole line. */
const SHOWN_MS_MIN = 2_000;

/** A live WebSocket to play with, or the sentence that says why there is no one. */
export function SocketTab() {
  const say = socketWords.value;
  return (
    <>
      <p>{say.lead}</p>
      {hasWebSocket ? (
        <LiveSocket />
      ) : (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
    </>
  );
}

function LiveSocket() {
  const [log] = useState(() => new SocketLog());
  useEffect(() => {
    const timer = setInterval(() => log.refresh(), REFRESH_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      log.end();
    };
  }, [log]);
  const say = socketWords.value;
  const state = log.readyState.value;

  return (
    <>
      <div class="lab-bar">
        <button type="button" class="button primary" onClick={() => log.connect()}>
          {say.connect}
        </button>
        <dl class="facts">
          <div>
            <dt>bufferedAmount</dt>
            <dd class="code">{log.bufferedAmount.value}</dd>
          </div>
        </dl>
      </div>
      <ol class="states" aria-label="readyState">
        {stateNames.map((name, value) => (
          <li key={name} aria-current={value === state ? "step" : undefined}>
            <span class="code">{value}</span> {name}
          </li>
        ))}
      </ol>
      <SendForm log={log} />
      <CloseForm log={log} />
      {log.states.value.length > 0 && (
        <TimeLine
          label={say.lanes}
          lanes={lanesOf(log.states.value, log.events.value, (event) => `${say.kinds[event.kind]} ${detailOf(event)}`.trim())}
          untilMs={Math.max(SHOWN_MS_MIN, log.elapsedMs.value)}
        />
      )}
      <EventLog
        title={say.timeline}
        empty={say.nothingYet}
        events={log.events.value.map((event) => ({
          atMs: event.atMs,
          kind: event.kind,
          name: say.kinds[event.kind],
          detail: detailOf(event),
        }))}
      />
      <Note rule={rfc(6455, "7.1.5")}>{say.note}</Note>
    </>
  );
}

function SendForm({ log }: { log: SocketLog }) {
  const [text, setText] = useState("Hello");
  const fieldId = useId();
  const say = socketWords.value;
  return (
    <form
      class="lab-bar"
      onSubmit={(event) => {
        event.preventDefault();
        log.send(text);
      }}
    >
      <div class="field grow">
        <label for={fieldId}>{say.text}</label>
        <input id={fieldId} class="input" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <button type="submit" class="button">
        {say.send}
      </button>
      <button type="button" class="button" onClick={() => log.send(LARGE_TEXT)}>
        {say.sendLarge}
      </button>
    </form>
  );
}

function CloseForm({ log }: { log: SocketLog }) {
  const [code, setCode] = useState("1000");
  const [reason, setReason] = useState("");
  const codeId = useId();
  const reasonId = useId();
  const say = socketWords.value;
  return (
    <form
      class="lab-bar"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() === "") log.close();
        else log.close(Number(code), reason);
      }}
    >
      <div class="field">
        <label for={codeId}>{say.code}</label>
        <input
          id={codeId}
          class="input code short"
          inputMode="numeric"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </div>
      <div class="field grow">
        <label for={reasonId}>{say.reason}</label>
        <input id={reasonId} class="input" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </div>
      <button type="submit" class="button">
        {say.close}
      </button>
      <p class="hint full">{say.closeHint}</p>
    </form>
  );
}

function detailOf(event: SocketEvent): string {
  const say = socketWords.value;
  switch (event.kind) {
    case "sent":
    case "message":
      return `${event.text} (${say.bytes(event.byteLength)})`;
    case "close":
      return `${event.code}${event.reason === "" ? "" : ` “${event.reason}”`}, ${event.wasClean ? say.clean : say.notClean}`;
    case "refused":
    case "error":
      return event.text ?? "";
    case "connect":
    case "open":
      return "";
  }
}
