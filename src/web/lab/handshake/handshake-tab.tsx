import { useEffect, useId, useState } from "preact/hooks";
import { acceptSteps, newHandshakeKey } from "../../../wire/handshake.ts";
import { hexOf } from "../hex.ts";
import { Note } from "../parts/note.tsx";
import { clause } from "../parts/rules.ts";
import { type CarriedView, headerOf, lookAtHandshake } from "./handshake-view.ts";
import { handshakeWords } from "./words.ts";

/** The headers with which a WebSocket of this page arrives, and the server's answer to its key. */
export function HandshakeTab() {
  const [seen, setSeen] = useState<CarriedView>();
  const [hasFailed, setHasFailed] = useState(false);
  const [key, setKey] = useState(newHandshakeKey);
  const say = handshakeWords.value;

  const look = async (): Promise<void> => {
    setHasFailed(false);
    try {
      const carried = await lookAtHandshake();
      setSeen(carried);
      setKey((before) => headerOf(carried.sight, "sec-websocket-key") ?? before);
    } catch {
      setHasFailed(true);
    }
  };
  useEffect(() => void look(), []);

  return (
    <>
      <p>{say.lead}</p>
      <div class="lab-bar">
        <button type="button" class="button" onClick={() => void look()}>
          {say.again}
        </button>
        <p role="status">{hasFailed ? say.failed : seen !== undefined && say.carriedBy[seen.carriedBy]}</p>
      </div>
      {seen !== undefined && <Headers {...seen} />}
      <AcceptSteps value={key} onChange={setKey} />
      <Note rule={clause("P30")}>{say.note}</Note>
    </>
  );
}

function Headers({ sight }: CarriedView) {
  const say = handshakeWords.value;
  return (
    <figure class="card">
      <figcaption>
        <h2>{say.received}</h2>
        <code>{sight.request}</code>
      </figcaption>
      <dl class="headers">
        {sight.headers.map(({ name, value, byteLength }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value ?? <em>{say.withheld(byteLength)}</em>}
              {value !== undefined && utf8Length(value) < byteLength && <em>{say.cut(byteLength)}</em>}
            </dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        {sight.omittedCount > 0 && say.omitted(sight.omittedCount)} {say.order}
      </p>
    </figure>
  );
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function AcceptSteps({ value, onChange }: { value: string; onChange: (key: string) => void }) {
  const fieldId = useId();
  const say = handshakeWords.value;
  const { guid, concatenated, digest, accept } = acceptSteps(value.trim());
  return (
    <section class="card">
      <h2>{say.accept}</h2>
      <p class="hint">{say.acceptLead}</p>
      <div class="field">
        <label for={fieldId}>Sec-WebSocket-Key</label>
        <input
          id={fieldId}
          class="input code"
          value={value}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      <ol class="steps">
        <Step name={say.guid} value={guid} />
        <Step name={say.concatenated} value={concatenated} />
        <Step name={say.digest} value={hexOf(digest).join(" ")} />
        <Step name={say.base64} value={accept} isResult />
      </ol>
    </section>
  );
}

function Step({ name, value, isResult = false }: { name: string; value: string; isResult?: boolean }) {
  return (
    <li class={isResult ? "result" : ""}>
      <span>{name}</span>
      <output class="code">{value}</output>
    </li>
  );
}
