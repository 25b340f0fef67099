import { useEffect, useState } from "preact/hooks";
import { hasWebSocket } from "../../state/available-transports.ts";
import { Note } from "../parts/note.tsx";
import { type Demonstration, demonstrations } from "./demonstrations.ts";
import { Showing } from "./showing.ts";
import { notesWords } from "./words.ts";

/** What is often said and not quite true, each with the rule and something to see. */
export function NotesTab() {
  const say = notesWords.value;
  return (
    <>
      <p>{say.lead}</p>
      {!hasWebSocket && (
        <p>
          <strong>{say.noWebSocket}</strong>
        </p>
      )}
      {demonstrations.map((demonstration) => (
        <SetRight key={demonstration.id} demonstration={demonstration} />
      ))}
    </>
  );
}

function SetRight({ demonstration }: { demonstration: Demonstration }) {
  const say = notesWords.value;
  const { claim, truth } = say.notes[demonstration.id];
  return (
    <section class="card set-right" aria-label={claim}>
      <h2>{claim}</h2>
      <Note rule={demonstration.rule}>{truth}</Note>
      {(hasWebSocket || !demonstration.needsWebSocket) && <Shown demonstration={demonstration} />}
    </section>
  );
}

function Shown({ demonstration }: { demonstration: Demonstration }) {
  const [showing] = useState(() => new Showing(demonstration));
  useEffect(() => () => showing.stop(), [showing]);
  const say = notesWords.value;
  const stage = showing.stage.value;
  const seen = showing.seen.value;
  return (
    <>
      <div class="lab-bar">
        {stage === "running" ? (
          <button type="button" class="button" onClick={() => showing.stop()}>
            {say.stop}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => void showing.start()}>
            {stage === "idle" ? say.show : say.again}
          </button>
        )}
        <p class="hint" role="status">
          {stage === "running" && say.showing}
          {stage === "failed" && say.failed}
        </p>
      </div>
      {/* A count of seconds is for the eyes: it is said once it is over. */}
      <ol class="seen" aria-live={stage === "running" ? "off" : "polite"}>
        {seen.map((sentence, place) => (
          <li key={place}>{sentence()}</li>
        ))}
      </ol>
    </>
  );
}
