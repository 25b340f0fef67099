import { useId } from "preact/hooks";
import { adminWords } from "../words.ts";

/** Whether that is the name, as far as a keyboard can tell. */
export function isTyped(typed: string, name: string): boolean {
  return plain(typed) === plain(name);
}

/** What cannot be undone is confirmed by its name. */
export function TypedName({ name, value, onInput }: { name: string; value: string; onInput: (text: string) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{adminWords.value.typeToConfirm(name)}</label>
      <input
        id={id}
        class="input"
        dir="auto"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        translate={false}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

function plain(text: string): string {
  return text.normalize("NFKC").replace(/\s+/gu, " ").trim().toLowerCase();
}
