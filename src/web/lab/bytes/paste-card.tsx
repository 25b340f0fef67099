import { useId, useState } from "preact/hooks";
import { opcodeName } from "../../../wire/frame.ts";
import { Choices } from "../../forms/choices.tsx";
import { FrameBits, FrameBytes } from "../frame/frame-bytes.tsx";
import { hexOf } from "../hex.ts";
import { rfc } from "../parts/rules.ts";
import { type ExampleName, pastedExamples } from "./examples.ts";
import { bytesOfHex } from "./hex-field.ts";
import { PASTED_BYTES_MAX, type Pasted, type PastedFrame, readPasted, type Sender } from "./pasted.ts";
import { bytesWords, wireProblemWords } from "./words.ts";

const exampleNames = Object.keys(pastedExamples) as ExampleName[];

/** Any bytes, read by the decoder that `shoal inspect` uses. */
export function PasteCard() {
  const say = bytesWords.value;
  const [hex, setHex] = useState<string>(pastedExamples.hello.hex);
  const [sender, setSender] = useState<Sender>("client");
  const [fieldId, statusId] = [useId(), useId()];
  const bytes = bytesOfHex(hex);
  const isTooLong = bytes !== undefined && bytes.length > PASTED_BYTES_MAX;
  const pasted = bytes === undefined || isTooLong ? undefined : readPasted(bytes, sender);
  return (
    <section class="card">
      <h2>{say.paste}</h2>
      <p class="hint">{say.pasteLead}</p>
      <div class="lab-bar">
        {exampleNames.map((name) => (
          <button
            key={name}
            type="button"
            class="button"
            onClick={() => {
              setHex(pastedExamples[name].hex);
              setSender(pastedExamples[name].sender);
            }}
          >
            {say.examples[name]}
          </button>
        ))}
      </div>
      <Choices legend={say.sender} values={["client", "server"]} labels={say.senders} chosen={sender} onChoose={setSender} />
      <div class="field">
        <label for={fieldId}>{say.hex}</label>
        <textarea
          {...{
            id: fieldId,
            class: "input code",
            rows: 2,
            value: hex,
            spellcheck: false,
            autocapitalize: "off",
            autocomplete: "off",
          }}
          maxLength={6 * PASTED_BYTES_MAX}
          aria-describedby={statusId}
          onInput={({ currentTarget }) => setHex(currentTarget.value)}
        />
      </div>
      {pasted !== undefined && pasted.frames.length > 0 && (
        <ol class="frames" aria-label={say.frames}>
          {pasted.frames.map((each) => (
            <li key={each.frame.offset}>
              <p>
                <strong>{sentenceOf(each)}</strong>
              </p>
              <FrameBits frame={each.frame} />
              <FrameBytes frame={each.frame} />
            </li>
          ))}
        </ol>
      )}
      <div id={statusId} role="status">
        {pasted === undefined ? (
          <p class="problem">{isTooLong ? say.tooLong(PASTED_BYTES_MAX) : say.notHex}</p>
        ) : (
          <Ending {...pasted} />
        )}
      </div>
    </section>
  );
}

function Ending({ frames, error, isCut }: Pasted) {
  const say = bytesWords.value;
  if (error !== undefined) {
    const rule = rfc(6455, error.section);
    return (
      <p class="problem">
        {error.bytes !== undefined && <span class="code">{hexOf(error.bytes).join(" ")}</span>}{" "}
        {wireProblemWords.value[error.problem]} {say.closedWith(error.closeCode)}{" "}
        <a href={rule.address} rel="noreferrer" target="_blank">
          {rule.name}
        </a>
      </p>
    );
  }
  if (isCut) return <p class="problem">{say.isCut}</p>;
  return <p class="hint">{say.allRead(frames.length)}</p>;
}

function sentenceOf({ frame, message, close }: PastedFrame): string {
  const say = bytesWords.value;
  const name = opcodeName(frame.opcode);
  const kind = name === undefined ? "" : say.opcodes[name];
  const text = close === undefined ? "" : say.closeOf(close.code, close.reason);
  const parts = [kind, frame.isFinal ? say.final : say.notFinal, say.bytes(frame.payload.length), text];
  return say.list(parts.filter((part) => part !== "")) + (message === undefined ? "" : say.message(message));
}
