import { useEffect, useState } from "preact/hooks";
import { type Account, account } from "../../client/index.ts";
import { accountWords } from "../accounts/words.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog, openDialog } from "../state/navigation.ts";
import { bounded, leave, server } from "../state/session.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

export function SignOutDialog() {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const [known, setKnown] = useState<Account | undefined>(undefined);
  const say = words.value;
  const dialogs = dialogWords.value;
  useEffect(() => {
    // An older server knows no accounts.
    account(server, bounded()).then(setKnown, () => {});
  }, []);
  const explain = (nickname: string): string => {
    if (!known?.isAccount) return dialogs.signOut.explain(nickname);
    return known.hasPassword ? accountWords.value.staysAccount(nickname) : accountWords.value.staysElsewhere(nickname);
  };
  const unsent = chat.unsentCount.value;
  return (
    <Modal title={dialogs.signOut.ask} onClose={closeDialog}>
      <p>{explain(chat.me.nickname)}</p>
      {known?.isAccount === false && (
        <button type="button" class="quiet-button" onClick={() => openDialog({ kind: "settings" })}>
          {accountWords.value.keepIt}
        </button>
      )}
      {unsent > 0 && <p class="problem">{dialogs.signOut.unsent(unsent)}</p>}
      <Problem text={problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={closeDialog}>
          {say.common.cancel}
        </button>
        <button
          type="button"
          class="button primary"
          aria-busy={isBusy}
          onClick={() =>
            run(async () => {
              await leave(chat);
              closeDialog();
            })
          }
        >
          {dialogs.settings.signOut}
        </button>
      </div>
    </Modal>
  );
}
