import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { openedLink } from "../state/navigation.ts";
import { changePerson } from "../state/session.ts";
import { Modal } from "./modal.tsx";

/** A device link was opened where another user is signed in. A user who stays leaves the link unused. */
export function ChangePersonDialog({ deviceLink }: { deviceLink: string }) {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const say = words.value;
  const unsent = chat.unsentCount.value;

  function stay(): void {
    openedLink.value = undefined;
  }

  return (
    <Modal title={say.changePerson.ask} onClose={stay}>
      <p>{say.changePerson.explain(chat.me.nickname)}</p>
      <p class="hint">{say.signOut.explain(chat.me.nickname)}</p>
      {unsent > 0 && <p class="problem">{say.signOut.unsent(unsent)}</p>}
      <Problem text={problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={stay}>
          {say.changePerson.stay(chat.me.nickname)}
        </button>
        <button type="button" class="button primary" aria-busy={isBusy} onClick={() => run(() => changePerson(chat, deviceLink))}>
          {say.changePerson.goOn}
        </button>
      </div>
    </Modal>
  );
}
