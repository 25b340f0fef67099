import { useEffect, useState } from "preact/hooks";
import { account, becomeAdministrator } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Modal } from "../dialogs/modal.tsx";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { type OpenedAccountLink, openedAccountLink } from "../state/opened-account-link.ts";
import { bounded, resetPassword, server } from "../state/session.ts";
import { PasswordField } from "./password-field.tsx";
import { accountWords } from "./words.ts";

function close(): void {
  openedAccountLink.value = undefined;
}

/** A one-time link that was opened where a user is signed in. */
export function AccountLinkDialog({ link: { kind, code } }: { link: OpenedAccountLink }) {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const [password, setPassword] = useState("");
  const [isGuest, setGuest] = useState(kind === "reset");
  const say = accountWords.value;
  const isReset = kind === "reset";

  useEffect(() => {
    if (!isReset)
      account(server, bounded()).then(
        ({ hasPassword }) => setGuest(!hasPassword),
        () => {},
      );
  }, [isReset]);

  async function redeem(): Promise<void> {
    if (isReset) return await resetPassword(chat, code, password);
    await becomeAdministrator(server, { administratorLink: code, ...(isGuest && { password }) }, bounded());
    close();
  }

  return (
    <Modal title={isReset ? say.resetTitle : say.becomeTitle} onClose={close}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          run(redeem);
        }}
      >
        <p>{isReset ? say.resetExplain : say.becomeExplain}</p>
        {isGuest && (
          <PasswordField
            label={say.newPassword}
            autocomplete="new-password"
            value={password}
            onInput={setPassword}
            hint={say.rule}
          />
        )}
        <Problem text={problem} />
        <div class="modal-foot">
          <button type="button" class="button" onClick={close}>
            {words.value.common.cancel}
          </button>
          <button type="submit" class="button primary" aria-busy={isBusy}>
            {isReset ? say.resetTitle : say.become}
          </button>
        </div>
      </form>
    </Modal>
  );
}
