import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { openedLink } from "../state/navigation.ts";
import { changePerson } from "../state/session.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

/** A device link was opened where another user is signed in. A user who stays leaves the link unused. */
export function ChangePersonDialog({ deviceLink }: { deviceLink: string }) {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const dialogs = dialogWords.value;
  const unsent = chat.unsentCount.value;

  function stay(): void {
    openedLink.value = undefined;
  }

  return (
    <Modal title={dialogs.changePerson.ask} onClose={stay}>
      <p>{dialogs.changePerson.explain(chat.me.nickname)}</p>
      <p class="hint">{dialogs.signOut.explain(chat.me.nickname)}</p>
      {unsent > 0 && <p class="problem">{dialogs.signOut.unsent(unsent)}</p>}
      <Problem text={problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={stay}>
          {dialogs.changePerson.stay(chat.me.nickname)}
        </button>
        <button type="button" class="button primary" aria-busy={isBusy} onClick={() => run(() => changePerson(chat, deviceLink))}>
          {dialogs.changePerson.goOn}
        </button>
      </div>
    </Modal>
  );
}
