import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { leave } from "../state/session.ts";
import { Modal } from "./modal.tsx";

export function SignOutDialog() {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const say = words.value;
  const unsent = chat.unsentCount.value;
  return (
    <Modal title={say.signOut.ask} onClose={closeDialog}>
      <p>{say.signOut.explain(chat.me.nickname)}</p>
      {unsent > 0 && <p class="problem">{say.signOut.unsent(unsent)}</p>}
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
          {say.settings.signOut}
        </button>
      </div>
    </Modal>
  );
}
