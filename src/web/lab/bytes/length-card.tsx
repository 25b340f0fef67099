import { useId, useState } from "preact/hooks";
import { FieldBytes, FieldLegend } from "../frame/frame-bytes.tsx";
import { labWords } from "../words.ts";
import { type LengthView, lengthView } from "./length-view.ts";
import { bytesWords } from "./words.ts";

const lengths = [0, 125, 126, 65_535, 65_536, 2 ** 32] as const;

/** The three forms of a length, and what `& 127` has to do with them. */
export function LengthCard() {
  const say = bytesWords.value;
  const [length, setLength] = useState(126);
  const [isMasked, setIsMasked] = useState(true);
  const fieldId = useId();
  const view = lengthView(length, isMasked);
  return (
    <section class="card">
      <h2>{say.length}</h2>
      <p class="hint">{say.lengthLead}</p>
      <div class="lab-bar">
        <div class="field">
          <label for={fieldId}>{say.payloadLength}</label>
          <input
            {...{ id: fieldId, class: "input code length-field", inputMode: "numeric", value: length, autocomplete: "off" }}
            onInput={({ currentTarget }) => {
              const digits = currentTarget.value.replaceAll(/\D/g, "");
              setLength(Math.min(Number(digits), Number.MAX_SAFE_INTEGER));
            }}
          />
        </div>
        {lengths.map((each) => (
          <button key={each} type="button" class="button" aria-pressed={each === length} onClick={() => setLength(each)}>
            {each === 2 ** 32 ? "2³²" : labWords.value.number(each)}
          </button>
        ))}
        <label class="check">
          <input type="checkbox" checked={isMasked} onChange={({ currentTarget }) => setIsMasked(currentTarget.checked)} />
          {say.fromClient}
        </label>
      </div>
      <p class="bytes code">
        {view.fields.map((field) => (
          <FieldBytes key={field.name} {...field} hiddenByteCount={0} />
        ))}
        <span class="hint">{say.thenPayload}</span>
      </p>
      <FieldLegend fields={view.fields} />
      <LengthSteps view={view} length={length} isMasked={isMasked} />
    </section>
  );
}

function LengthSteps({ view, length, isMasked }: { view: LengthView; length: number; isMasked: boolean }) {
  const say = bytesWords.value;
  const extended = view.fields.find(({ name }) => name === "extended length")?.hex.join(" ");
  const key = view.fields.find(({ name }) => name === "masking key");
  const bits = (byte: number): string => byte.toString(2).padStart(8, "0");
  return (
    <ol class="steps" aria-live="polite">
      <li>
        <span>{isMasked ? say.secondByteMasked : say.secondByte}</span>
        <output class="code">
          {view.secondByte} = {bits(view.secondByte)}
        </output>
      </li>
      <li>
        <span>{say.and127}</span>
        <output class="code">
          {bits(view.secondByte)} & 01111111 = {bits(view.marked)} = <strong>{view.marked}</strong>
        </output>
      </li>
      <li>
        <span>{say.forms[view.form]}</span>
        <output class="code">{extended === undefined ? length : `${extended} = ${labWords.value.number(length)}`}</output>
      </li>
      <li class="result">
        <span>{key === undefined ? say.noKey : say.keyAt(key.first, key.last)}</span>
        <output>{say.payloadAt(view.headerBytes)}</output>
      </li>
    </ol>
  );
}
