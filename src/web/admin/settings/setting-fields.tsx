import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint: string;
  value: string;
  onInput: (text: string) => void;
}

/** With `rows` a text of several lines. */
export function TextField({ label, hint, value, onInput, rows }: FieldProps & { rows?: number }) {
  const id = useId();
  const shared = { id, class: "input", dir: "auto" as const, value, "aria-describedby": `${id}-hint` };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} autocomplete="off" onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <textarea {...shared} rows={rows} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}

export function NumberField({ label, hint, value, onInput }: FieldProps) {
  const id = useId();
  return (
    <div class="field number-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="number"
        min={0}
        step="any"
        inputMode="decimal"
        aria-describedby={`${id}-hint`}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}
