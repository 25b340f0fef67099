import { PasswordField } from "./password-field.tsx";
import { accountWords } from "./words.ts";

interface SignInPasswordProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** A password that is set with this sign-in. */
  readonly isNew: boolean;
  /** Whether it is what the user has to fill in next. */
  readonly isFocused: boolean;
  /** Missing where only accounts that exist can sign in. */
  readonly onNew?: ((isNew: boolean) => void) | undefined;
}

/** The part of the sign-in for a nickname with a password. */
export function SignInPassword({ value, onInput, isNew, isFocused, onNew }: SignInPasswordProps) {
  const say = accountWords.value;
  return (
    <>
      <PasswordField
        label={isNew ? say.newPassword : say.password}
        autocomplete={isNew ? "new-password" : "current-password"}
        {...(isNew && { hint: say.rule })}
        {...{ value, onInput, isFocused }}
      />
      {onNew !== undefined && (
        <label class="check">
          <input type="checkbox" checked={isNew} onChange={(event) => onNew(event.currentTarget.checked)} />
          {say.iAmNew}
        </label>
      )}
    </>
  );
}
