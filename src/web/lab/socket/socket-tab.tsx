import { useEffect, useId, useState } from "preact/hooks";
import { hasWebSocket } from "../../state/available-transports.ts";
import { labWords } from "../i18n/words.ts";
import { type SocketEvent, SocketLog } from "./socket-log.ts";

const REFRESH_INTERVAL_MS = 100;
const LARGE_TEXT = "x".repeat(60 * 1024);
const states = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;

/** A live WebSocket to play with, or the sentence that says why there is no one. */
export function SocketTab() {
  const say = labWords.value.socket;
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
  const say = labWords.value.socket;
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
        {states.map((name, value) => (
          <li key={name} aria-current={value === state ? "step" : undefined}>
            <span class="code">{value}</span> {name}
          </li>
        ))}
      </ol>
      <SendForm log={log} />
      <CloseForm log={log} />
      <section class="card">
        <h2>{say.timeline}</h2>
        {log.events.value.length === 0 && <p class="hint">{say.nothingYet}</p>}
        <div role="log" aria-label={say.timeline}>
          <ol class="timeline">
            {log.events.value.map((event, place) => (
              <li key={place} class={event.kind}>
                <span class="code">{say.atMs(event.atMs)}</span>
                <strong>{say.kinds[event.kind]}</strong>
                <span>{detailOf(event)}</span>
              </li>
            ))}
          </ol>
        </div>
      </section>
    </>
  );
}

function SendForm({ log }: { log: SocketLog }) {
  const [text, setText] = useState("Hello");
  const fieldId = useId();
  const say = labWords.value.socket;
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
  const say = labWords.value.socket;
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
  const say = labWords.value.socket;
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
