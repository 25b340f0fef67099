import type { Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog, leaveConversation } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";

export function LeaveRoomDialog({ room }: { room: Room }) {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const say = words.value;
  return (
    <Modal title={say.conversations.leaveAsk(room.name)} onClose={closeDialog}>
      <p>{room.isPrivate ? say.conversations.leavePrivate : say.conversations.leavePublic}</p>
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
              await client.leave(room.id);
              leaveConversation();
            })
          }
        >
          {say.conversations.leaveRoom}
        </button>
      </div>
    </Modal>
  );
}
