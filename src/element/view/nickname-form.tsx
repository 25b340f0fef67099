import { useRef } from "preact/hooks";
import type { ShoalError } from "../../client/index.ts";
import type { Chat } from "../chat.ts";
import { sentenceOf, type Words } from "../words.ts";

interface NicknameFormProps {
  chat: Chat;
  say: Words;
  /** Why the nickname before was refused. */
  error: ShoalError | undefined;
}

/** For a visitor of whom nothing is known. */
export function NicknameForm({ chat, say, error }: NicknameFormProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      class="sign-in"
      part="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        const nickname = field.current?.value.trim() ?? "";
        if (nickname !== "") void chat.joinAs(nickname);
      }}
    >
      <p>{say.signIn}</p>
      <input
        ref={field}
        class="field"
        name="nickname"
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
