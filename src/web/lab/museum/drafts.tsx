import { useState } from "preact/hooks";
import { hexOf } from "../hex.ts";
import { Note } from "../parts/note.tsx";
import { websocketDraft } from "../parts/rules.ts";
import { CodeField } from "./code-field.tsx";
import { type HixieChallenge, hixieExamples, hixieSteps, textOf } from "./hixie-handshake.ts";
import { museumWords } from "./words.ts";

const firstExample: HixieChallenge = hixieExamples[0] ?? { key1: "", key2: "", body: "" };

/** The drafts in order, and the answer of one of them, step by step. */
export function Drafts() {
  const [challenge, setChallenge] = useState(firstExample);
  const say = museumWords.value;
  const change = (changed: Partial<HixieChallenge>): void => setChallenge({ ...challenge, ...changed });
  return (
    <>
      <section class="card">
        <h2>{say.drafts}</h2>
        <ol class="drafts">
          {say.draftList.map(({ name, browsers, what }) => (
            <li key={name}>
              <strong>{name}</strong> <span class="hint">{browsers}</span>
              <p>{what}</p>
            </li>
          ))}
        </ol>
      </section>
      <section class="card">
        <h2>{say.hixie}</h2>
        <p class="hint">{say.hixieLead}</p>
        <div class="lab-bar">
          {hixieExamples.map((example, place) => (
            <button key={example.key1} type="button" class="button" onClick={() => setChallenge(example)}>
              {say.hixieExample(place + 1)}
            </button>
          ))}
        </div>
        <div class="lab-bar">
          <CodeField label="Sec-WebSocket-Key1" value={challenge.key1} onInput={(key1) => change({ key1 })} />
          <CodeField label="Sec-WebSocket-Key2" value={challenge.key2} onInput={(key2) => change({ key2 })} />
          <CodeField label={say.body} value={challenge.body} onInput={(body) => change({ body })} />
        </div>
        <HixieAnswer challenge={challenge} />
        <Note rule={websocketDraft("hixie", 76, "5.2")}>{say.hixieNote}</Note>
      </section>
    </>
  );
}

function HixieAnswer({ challenge }: { challenge: HixieChallenge }) {
  const say = museumWords.value;
  const steps = hixieSteps(challenge);
  if (steps === undefined) return <p role="status">{say.hangsUp}</p>;
  return (
    <ol class="steps hixie">
      {steps.numbers.map(({ digits, spaceCount, value }, place) => (
        <li key={place}>
          <span>{say.division(digits, spaceCount)}</span>
          <output class="code">{value}</output>
        </li>
      ))}
      <li>
        <span>{say.joined}</span>
        <output class="code">{hexOf(steps.joined).join(" ")}</output>
      </li>
      <li>
        <span>{say.md5}</span>
        <output class="code">{hexOf(steps.answer).join(" ")}</output>
      </li>
      <li class="result">
        <span>{say.asText}</span>
        <output class="code">{textOf(steps.answer)}</output>
      </li>
    </ol>
  );
}
