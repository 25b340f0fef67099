import { useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { ReasonField, reasonOf } from "../order/reason-field.tsx";
import { orderWords } from "../order/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

interface DeleteMessageDialogProps {
  readonly conversationId: string;
  readonly seq: number;
  /** A moderator removes it, and can say why. */
  readonly isOthers: boolean;
}

export function DeleteMessageDialog({ conversationId, seq, isOthers }: DeleteMessageDialogProps) {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [reason, setReason] = useState("");
  const say = words.value;
  const order = orderWords.value;
  return (
    <Modal title={isOthers ? order.removeMessage : dialogWords.value.messages.deleteAsk} onClose={closeDialog}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await client.delete(conversationId, seq, reasonOf(reason));
            closeDialog();
          });
        }}
      >
        <p>{isOthers ? order.removeExplain : dialogWords.value.messages.deleteExplain}</p>
        {isOthers && client.features.has("order") && <ReasonField value={reason} onInput={setReason} />}
        <Problem text={problem} />
        <div class="modal-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {say.common.cancel}
          </button>
          <button type="submit" class="button primary" aria-busy={isBusy}>
            {isOthers ? order.remove : say.messages.delete}
          </button>
        </div>
      </form>
    </Modal>
  );
}
