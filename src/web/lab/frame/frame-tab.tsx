import { useId, useState } from "preact/hooks";
import type { WireFrame } from "../../../wire/frame.ts";
import { newMaskingKey } from "../../../wire/mask.ts";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { FieldLegend, FrameBits, FrameBytes } from "./frame-bytes.tsx";
import { fieldsOf, frameOf } from "./frame-view.ts";
import { frameWords } from "./words.ts";

const lengths = [125, 126, 65_536] as const;

/** A text, and the bytes that carry it. */
export function FrameTab() {
  const [text, setText] = useState("Hello");
  const [maskingKey, setMaskingKey] = useState(newMaskingKey);
  const fieldId = useId();
  const say = frameWords.value;
  return (
    <>
      <p>{say.lead}</p>
      <div class="field">
        <label for={fieldId}>{say.text}</label>
        <textarea id={fieldId} class="input" rows={2} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <div class="lab-bar">
        {lengths.map((length) => (
          <button key={length} type="button" class="button" onClick={() => setText("x".repeat(length))}>
            {say.bytes(length)}
          </button>
        ))}
        <button type="button" class="button" onClick={() => setMaskingKey(newMaskingKey())}>
          {say.newKey}
        </button>
      </div>
      <FrameCard title={say.masked} hint={say.maskedHint} frame={frameOf(text, maskingKey)} />
      <FrameCard title={say.unmasked} hint={say.unmaskedHint} frame={frameOf(text, undefined)} />
      <Note rule={rfc(6455, "10.3")}>{say.note}</Note>
    </>
  );
}

function FrameCard({ title, hint, frame }: { title: string; hint: string; frame: WireFrame }) {
  const say = frameWords.value;
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="hint">
        {hint} {say.size(frame.bytes.length, frame.bytes.length - frame.payload.length)}
      </p>
      <FrameBits frame={frame} />
      <FrameBytes frame={frame} />
      <FieldLegend fields={fieldsOf(frame)} />
    </section>
  );
}
