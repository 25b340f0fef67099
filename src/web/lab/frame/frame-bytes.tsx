import { headerBits, type WireFrame } from "../../../wire/frame.ts";
import { type FieldView, fieldsOf } from "./frame-view.ts";
import { frameWords } from "./words.ts";

/** The first two bytes of a frame, bit by bit. */
export function FrameBits({ frame }: { frame: WireFrame }) {
  return (
    <dl class="bits">
      {headerBits(frame).map(({ name, bits }, place) => (
        <div key={name} class={place < 3 ? "flags" : "length"}>
          <dt>{name}</dt>
          <dd class="code">{bits}</dd>
        </div>
      ))}
    </dl>
  );
}

/** All bytes of a frame, each in the colour of its field. */
export function FrameBytes({ frame }: { frame: WireFrame }) {
  return (
    <p class="bytes code">
      {fieldsOf(frame).map((field) => (
        <FieldBytes key={field.name} {...field} />
      ))}
    </p>
  );
}

export function FieldBytes({ name, first, hex, hiddenByteCount }: Omit<FieldView, "last">) {
  return (
    <>
      {hex.map((byte, place) => (
        <span key={place} class={`byte ${classOf(name)}`} title={`${first + place}`}>
          {byte}
        </span>
      ))}
      {hiddenByteCount > 0 && <span class="hint">{frameWords.value.hidden(hiddenByteCount)}</span>}
    </>
  );
}

/** What each colour stands for. */
export function FieldLegend({ fields }: { fields: readonly Pick<FieldView, "name" | "first" | "last">[] }) {
  const say = frameWords.value;
  return (
    <ul class="legend">
      {fields.map(({ name, first, last }) => (
        <li key={name}>
          <span class={`swatch ${classOf(name)}`} />
          <span>
            <strong>{say.fields[name]}</strong> <span class="hint">{say.places(first, last)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function classOf(name: FieldView["name"]): string {
  return name.replace(" ", "-");
}
