import { useEffect, useRef, useState } from "preact/hooks";
import { labPaths } from "../../../protocol/lab.ts";
import { EventLog } from "../parts/event-log.tsx";
import { Note } from "../parts/note.tsx";
import { clause } from "../parts/rules.ts";
import { server } from "../server-address.ts";
import { labWords } from "../words.ts";
import { FrameStream } from "./frame-stream.ts";
import { museumWords } from "./words.ts";

const MEASURE_INTERVAL_MS = 500;
const DETAIL_CHARACTERS_MAX = 160;

/** The feed of the lab over the document of an iframe. */
export function FramePiece() {
  const [isOpen, setIsOpen] = useState(false);
  const [hasPushFailed, setHasPushFailed] = useState(false);
  const say = museumWords.value;
  return (
    <section class="card">
      <h2>{say.frame}</h2>
      <p class="hint">{say.frameLead}</p>
      <div class="lab-bar">
        <button type="button" class={isOpen ? "button" : "button primary"} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? say.close : say.open}
        </button>
        {isOpen && (
          <button type="button" class="button" onClick={async () => setHasPushFailed(!(await push(say.pushText)))}>
            {say.push}
          </button>
        )}
        <p role="status">{hasPushFailed && say.pushFailed}</p>
      </div>
      {isOpen && <OpenFrame />}
      <p>{say.replaced}</p>
      <Note rule={clause("P141a")}>{say.frameNote}</Note>
    </section>
  );
}

function OpenFrame() {
  const [stream] = useState(() => new FrameStream());
  const [hasLoaded, setHasLoaded] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    if (frame.current !== null) stream.begin(frame.current);
    const receive = (event: MessageEvent): void => stream.receive(event);
    addEventListener("message", receive);
    const timer = setInterval(() => stream.measure(), MEASURE_INTERVAL_MS);
    return () => {
      removeEventListener("message", receive);
      clearInterval(timer);
    };
  }, [stream]);
  const say = museumWords.value;
  const events = stream.events.value;
  const shown = stream.document.value;
  const loadedSentence = events.length > 0 ? say.complete : say.refused;
  return (
    <>
      <iframe
        ref={frame}
        class="endless-frame"
        title={say.frameTitle}
        src={new URL(`.${labPaths.frame}`, server).href}
        onLoad={() => {
          stream.measure();
          setHasLoaded(true);
        }}
      />
      <dl class="facts museum-facts">
        <div>
          <dt>{say.eventCount}</dt>
          <dd>{labWords.value.number(events.length)}</dd>
        </div>
        <div>
          <dt>{say.size}</dt>
          <dd class="document-size">{say.bytes(shown?.byteLength ?? 0)}</dd>
        </div>
        <div>
          <dt>{say.state}</dt>
          <dd class="code">{shown?.readyState ?? "loading"}</dd>
        </div>
      </dl>
      <p>{hasLoaded ? loadedSentence : say.loading}</p>
      <EventLog
        title={say.log}
        empty={say.nothingYet}
        events={events.map(({ atMs, message: { event, data } }) => ({
          atMs,
          kind: kinds[event] ?? event,
          name: event,
          detail: shortened(JSON.stringify(data)),
        }))}
      />
    </>
  );
}

/** How a line of the log looks, where it is not like any other. */
const kinds: Readonly<Record<string, string>> = { lab: "open", end: "close" };

function shortened(text: string): string {
  return text.length > DETAIL_CHARACTERS_MAX ? `${text.slice(0, DETAIL_CHARACTERS_MAX)}…` : text;
}

/** Whether the server says it, to all open labs. */
async function push(text: string): Promise<boolean> {
  try {
    const address = new URL(`.${labPaths.push}`, server);
    return (await fetch(address, { method: "POST", body: JSON.stringify({ text }) })).ok;
  } catch {
    return false;
  }
}
