import { useState } from "preact/hooks";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { type AcceptPair, acceptPairs, judge } from "./accept-pairs.ts";
import { CodeField } from "./code-field.tsx";
import { museumWords } from "./words.ts";

/** Printed handshakes computed anew, and one of your own. */
export function AcceptCheck() {
  const [key, setKey] = useState("");
  const [accept, setAccept] = useState("");
  const say = museumWords.value;
  const choose = (pair: AcceptPair): void => {
    setKey(pair.key);
    setAccept(pair.accept);
  };
  return (
    <section class="card">
      <h2>{say.accept}</h2>
      <p class="hint">{say.acceptLead}</p>
      <ul class="pairs">
        {acceptPairs.map((pair) => (
          <PairLine key={pair.id} pair={pair} onChoose={() => choose(pair)} />
        ))}
      </ul>
      <div class="lab-bar">
        <CodeField label="Sec-WebSocket-Key" value={key} onInput={(value) => setKey(value.trim())} />
        <CodeField label="Sec-WebSocket-Accept" value={accept} onInput={(value) => setAccept(value.trim())} />
      </div>
      <div role="status" class="verdict">
        {key !== "" && accept !== "" && <Verdict value={key} accept={accept} />}
      </div>
      <Note rule={rfc(6455, "1.3")}>{say.acceptNote}</Note>
    </section>
  );
}

function PairLine({ pair, onChoose }: { pair: AcceptPair; onChoose: () => void }) {
  const say = museumWords.value;
  const { isRight } = judge(pair.key, pair.accept);
  return (
    <li class={isRight ? "right" : "wrong"}>
      <button type="button" class="button" onClick={onChoose}>
        {say.pairs[pair.id]}
      </button>
      <span class="code">
        {pair.key} → {pair.accept}
      </span>
      <strong>
        <span aria-hidden="true">{isRight ? "✓" : "✗"}</span> {isRight ? say.right : say.wrong}
      </strong>
    </li>
  );
}

function Verdict({ value, accept }: { value: string; accept: string }) {
  const say = museumWords.value;
  const { isRight, isKeyValid, expected } = judge(value, accept);
  return (
    <>
      <p>
        <strong>{isRight ? say.isRight : say.isWrong(expected)}</strong>
      </p>
      {!isKeyValid && <p>{say.keyInvalid}</p>}
    </>
  );
}
