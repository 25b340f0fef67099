import { useId, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { usePicture } from "../forms/use-picture.ts";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { type RoomDraft, RoomFields } from "../rooms/room-fields.tsx";
import { closeDialog, show } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";

export function NewRoomDialog() {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [draft, setDraft] = useState<RoomDraft>({ name: "", description: "", emoji: "", isPrivate: false });
  const picture = usePicture();
  const problemId = useId();
  const say = words.value;

  return (
    <Modal title={say.conversations.newRoom} onClose={closeDialog}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            const newPicture = await picture.upload();
            const room = await client.createRoom({ ...draft, ...(newPicture !== undefined && { picture: newPicture }) });
            show(room.id);
          });
        }}
      >
        <RoomFields
          draft={draft}
          picture={picture}
          onChange={setDraft}
          problemId={problemId}
          hasProblem={problem !== undefined}
        />
        <Problem id={problemId} text={problem} />
        <div class="modal-foot">
          <button type="submit" class="button primary" disabled={draft.name.trim() === ""} aria-busy={isBusy}>
            {say.rooms.create}
          </button>
        </div>
      </form>
    </Modal>
  );
}
