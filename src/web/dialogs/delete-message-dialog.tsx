import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";

export function DeleteMessageDialog({ conversationId, seq }: { conversationId: string; seq: number }) {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const say = words.value;
  return (
    <Modal title={say.messages.deleteAsk} onClose={closeDialog}>
      <p>{say.messages.deleteExplain}</p>
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
              await client.delete(conversationId, seq);
              closeDialog();
            })
          }
        >
          {say.messages.delete}
        </button>
      </div>
    </Modal>
  );
}
