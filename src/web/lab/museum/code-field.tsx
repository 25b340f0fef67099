import { useId } from "preact/hooks";

interface CodeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** A field for characters that count, blanks too. */
export function CodeField({ label, value, onInput }: CodeFieldProps) {
  const fieldId = useId();
  return (
    <div class="field grow">
      <label for={fieldId}>{label}</label>
      <input
        id={fieldId}
        class="input code"
        value={value}
        maxLength={200}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}
