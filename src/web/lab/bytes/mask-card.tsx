import { useId, useState } from "preact/hooks";
import { MASKING_KEY_BYTES } from "../../../wire/frame.ts";
import { newMaskingKey } from "../../../wire/mask.ts";
import { hexOf } from "../hex.ts";
import { bytesOfHex } from "./hex-field.ts";
import { MASKED_BYTES_SHOWN_MAX, type MaskedByte, maskedBytes } from "./masking.ts";
import { bytesWords } from "./words.ts";

/** XOR, one byte at a time, forwards and back. */
export function MaskCard() {
  const say = bytesWords.value;
  const [text, setText] = useState("Hello 小鱼");
  const [keyText, setKeyText] = useState("37 fa 21 3d");
  const [key, setKey] = useState(Uint8Array.of(0x37, 0xfa, 0x21, 0x3d));
  const [wanted, setWanted] = useState(0);
  const [textId, keyId, keyErrorId, stepId] = [useId(), useId(), useId(), useId()];
  const rows = maskedBytes(text, key);
  const step = Math.max(0, Math.min(wanted, rows.length - 1));
  const isKeyWrong = keyOf(keyText) === undefined;
  const byteLength = new TextEncoder().encode(text).length;

  const writeKey = (typed: string): void => {
    setKeyText(typed);
    setKey((before) => keyOf(typed) ?? before);
  };
  return (
    <section class="card">
      <h2>{say.mask}</h2>
      <p class="hint">{say.maskLead}</p>
      <div class="lab-bar">
        <div class="field grow">
          <label for={textId}>{say.text}</label>
          <input id={textId} class="input" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        </div>
        <div class="field">
          <label for={keyId}>{say.key}</label>
          <input
            {...{
              id: keyId,
              class: "input code key-field",
              value: keyText,
              spellcheck: false,
              autocapitalize: "off",
              autocomplete: "off",
            }}
            aria-invalid={isKeyWrong}
            aria-describedby={isKeyWrong ? keyErrorId : undefined}
            onInput={({ currentTarget }) => writeKey(currentTarget.value)}
          />
        </div>
        <button type="button" class="button" onClick={() => writeKey(hexOf(newMaskingKey()).join(" "))}>
          {say.newKey}
        </button>
        {isKeyWrong && (
          <p id={keyErrorId} class="full problem" role="alert">
            {say.keyWrong}
          </p>
        )}
      </div>
      {rows.length > 0 && (
        <>
          <div class="lab-bar">
            <div class="field grow">
              <label for={stepId}>{say.step(step + 1, rows.length)}</label>
              <input
                {...{ id: stepId, type: "range", min: 0, max: rows.length - 1, value: step }}
                onInput={({ currentTarget }) => setWanted(currentTarget.valueAsNumber)}
              />
            </div>
            <button type="button" class="button" disabled={step === 0} onClick={() => setWanted(step - 1)}>
              {say.back}
            </button>
            <button type="button" class="button" disabled={step === rows.length - 1} onClick={() => setWanted(step + 1)}>
              {say.forward}
            </button>
          </div>
          <BitRows row={rows[step] as MaskedByte} />
          <MaskTable rows={rows} step={step} />
          {byteLength > rows.length && <p class="hint">{say.firstOnly(MASKED_BYTES_SHOWN_MAX, byteLength)}</p>}
        </>
      )}
    </section>
  );
}

/** One byte bit by bit: where the bits differ, XOR gives 1. */
function BitRows({ row }: { row: MaskedByte }) {
  const say = bytesWords.value;
  const keyName = say.keyByte(row.place % MASKING_KEY_BYTES);
  return (
    <dl class="bit-rows code" aria-live="polite">
      <BitRow class="payload" name={say.payload} byte={row.payload} />
      <BitRow class="masking-key" name={`⊕ ${keyName}`} byte={row.key} />
      <BitRow class="wire" name={`= ${say.wire}`} byte={row.wire} />
      <BitRow class="masking-key" name={`⊕ ${keyName}`} byte={row.key} />
      <BitRow class="payload" name={`= ${say.again}`} byte={row.back} />
    </dl>
  );
}

function BitRow({ class: mark, name, byte }: { class: string; name: string; byte: number }) {
  return (
    <div class={mark}>
      <dt>{name}</dt>
      <dd>{hexByte(byte)}</dd>
      <dd>{byte.toString(2).padStart(8, "0")}</dd>
    </div>
  );
}

function MaskTable({ rows, step }: { rows: readonly MaskedByte[]; step: number }) {
  const say = bytesWords.value;
  return (
    <section class="table-scroll" tabIndex={0} aria-label={say.table}>
      <table class="wire-table">
        <thead>
          <tr>
            <th scope="col">{say.place}</th>
            <th scope="col">{say.payload}</th>
            <th scope="col">{say.keyShort}</th>
            <th scope="col">{say.wire}</th>
            <th scope="col">{say.again}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ place, payload, key, wire, back }) => (
            <tr key={place} aria-current={place === step ? "step" : undefined}>
              <th scope="row">{place}</th>
              <td>
                <span class="byte payload">{hexByte(payload)}</span>
              </td>
              <td>
                <span class="byte masking-key">{hexByte(key)}</span>
              </td>
              <td>
                <span class="byte wire">{hexByte(wire)}</span>
              </td>
              <td>
                <span class="byte payload">{hexByte(back)}</span> {printable(back)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function keyOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = bytesOfHex(text);
  return bytes?.length === MASKING_KEY_BYTES ? Uint8Array.from(bytes) : undefined;
}

function hexByte(byte: number): string {
  return hexOf(Uint8Array.of(byte)).join("");
}

/** The character of a byte that is one. */
function printable(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "";
}
