import { useEffect, useId, useRef, useState } from "preact/hooks";
import { isTouch } from "../state/environment.ts";
import { accountWords } from "./words.ts";

interface PasswordFieldProps {
  readonly label: string;
  /** What a password manager fills in. */
  readonly autocomplete: "current-password" | "new-password";
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly isFocused?: boolean;
}

/** A password, hidden until its user wants to see it. */
export function PasswordField({ label, autocomplete, value, onInput, hint, isFocused = false }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const hintId = useId();
  const say = accountWords.value;
  useEffect(() => {
    if (isFocused && !isTouch.value) field.current?.focus();
  }, [isFocused]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="password-field">
        <input
          ref={field}
          id={id}
          class="input"
          {...(isShown ? ({ type: "text" } as const) : ({ type: "password" } as const))}
          value={value}
          autocomplete={autocomplete}
          autocapitalize="off"
          spellcheck={false}
          required
          aria-describedby={hint === undefined ? undefined : hintId}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <button type="button" class="quiet-button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? say.hide : say.show}
        </button>
      </div>
      {hint !== undefined && (
        <p id={hintId} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
