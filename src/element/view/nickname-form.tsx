import { useEffect, useRef } from "preact/hooks";
import type { ShoalError } from "../../client/index.ts";
import type { Chat } from "../chat.ts";
import { sentenceOf, type Words } from "../words.ts";

interface NicknameFormProps {
  chat: Chat;
  say: Words;
  /** The nickname that was refused, for the visitor to change. */
  nickname: string;
  /** Why it was refused. */
  error: ShoalError | undefined;
}

/** For a visitor of whom nothing is known. */
export function NicknameForm({ chat, say, nickname, error }: NicknameFormProps) {
  const field = useRef<HTMLInputElement>(null);
  // The form was away while the server was asked, and the focus with it.
  useEffect(() => {
    if (error !== undefined) field.current?.select();
  }, [error]);
  return (
    <form
      class="sign-in"
      part="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = field.current?.value.trim() ?? "";
        if (chosen !== "") void chat.joinAs(chosen);
      }}
    >
      <p>{say.signIn}</p>
      <input
        ref={field}
        class="field"
        name="nickname"
        defaultValue={nickname}
        aria-label={say.nickname}
        placeholder={say.nickname}
        autocomplete="nickname"
        maxLength={64}
        required
        dir="auto"
      />
      <button type="submit" class="button primary">
        {say.join}
      </button>
      {error !== undefined && (
        <p class="problem" role="alert">
          {sentenceOf(error, say)}
        </p>
      )}
    </form>
  );
}
