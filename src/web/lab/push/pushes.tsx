import { useId, useState } from "preact/hooks";
import * as v from "valibot";
import { labLimits, labPaths } from "../../../protocol/lab.ts";
import { labFeed } from "../feed/lab-feed.ts";
import { server } from "../server-address.ts";
import { pushWords } from "./words.ts";

type Outcome = { readonly labCount: number } | { readonly problem: keyof typeof pushWords.value.problems };

const pushed = v.object({ labCount: v.number() });
const problemOfStatus: Readonly<Record<number, keyof typeof pushWords.value.problems>> = {
  400: "text",
  401: "closed",
  429: "paced",
};

/** Makes the server say a sentence to all open labs, and lists what it said to this one. */
export function Pushes() {
  const [text, setText] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const fieldId = useId();
  const say = pushWords.value;
  const shown = text ?? say.defaultText;
  const pushes = labFeed.pushes.value.toReversed();
  return (
    <section class="card">
      <h2>{say.pushTitle}</h2>
      <p class="hint">{say.pushLead}</p>
      <form
        class="lab-bar"
        onSubmit={(event) => {
          event.preventDefault();
          void push(shown).then(setOutcome);
        }}
      >
        <div class="field grow">
          <label for={fieldId}>{say.text}</label>
          <input
            id={fieldId}
            class="input"
            value={shown}
            required
            maxLength={labLimits.pushCharactersMax}
            autocomplete="off"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <button type="submit" class="button primary">
          {say.push}
        </button>
        <p class="full" role="status">
          {outcome !== undefined && ("labCount" in outcome ? say.pushed(outcome.labCount) : say.problems[outcome.problem])}
        </p>
      </form>
      <h3>{say.arrived}</h3>
      {pushes.length === 0 && <p class="hint">{labFeed.state.value === "closed" ? say.unheard : say.nothingYet}</p>}
      <div role="log" aria-label={say.arrived}>
        <ol class="pushes">
          {pushes.map(({ id, text: said, at }) => (
            <li key={id}>
              <span class="code hint">{say.time(at)}</span> <bdi>{said}</bdi>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

async function push(text: string): Promise<Outcome> {
  try {
    const response = await fetch(new URL(`.${labPaths.push}`, server), { method: "POST", body: JSON.stringify({ text }) });
    if (!response.ok) return { problem: problemOfStatus[response.status] ?? "failed" };
    return v.parse(pushed, await response.json());
  } catch {
    return { problem: "failed" };
  }
}
