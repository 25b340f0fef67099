import { labFeed } from "../feed/lab-feed.ts";
import { observersWords } from "./words.ts";

/** Who looks at a lab of this server, by the lab's feed. */
export function OpenLabs() {
  const say = observersWords.value;
  const observers = labFeed.observers.value;
  const own = labFeed.number.value;
  const unlisted = observers === undefined ? 0 : observers.labCount - observers.labs.length;
  return (
    <section class="card">
      <h2>{say.labs}</h2>
      <p class="hint">{say.labsLead}</p>
      <p role="status">{observers === undefined ? say.noFeed : say.labCount(observers.labCount)}</p>
      <ul class="chips" aria-label={say.labs}>
        {observers?.labs.map(({ number, via }) => (
          <li key={number} class={number === own ? "chip own" : "chip"}>
            {say.lab(number)} {number === own && <span class="hint">{say.thisLab}</span>}
            {via === "frame" && <span class="hint">{say.viaFrame}</span>}
          </li>
        ))}
        {unlisted > 0 && <li class="hint">{say.unlisted(unlisted)}</li>}
      </ul>
    </section>
  );
}
