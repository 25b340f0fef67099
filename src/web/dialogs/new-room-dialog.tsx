import { useId, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { Switch } from "../forms/switch.tsx";
import { usePicture } from "../forms/use-picture.ts";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { classRules } from "../order/class-rules.ts";
import { orderWords } from "../order/words.ts";
import { type RoomDraft, RoomFields } from "../rooms/room-fields.tsx";
import { closeDialog, show } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

export function NewRoomDialog() {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [draft, setDraft] = useState<RoomDraft>({ name: "", description: "", emoji: "", isPrivate: false });
  const [isClass, setClass] = useState(false);
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
            if (isClass) await client.moderation.setRules(room.id, classRules.on);
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
        {client.features.has("order") && (
          <Switch label={orderWords.value.class} hint={orderWords.value.classHint} isOn={isClass} onChange={setClass} />
        )}
        <Problem id={problemId} text={problem} />
        <div class="modal-foot">
          <button type="submit" class="button primary" disabled={draft.name.trim() === ""} aria-busy={isBusy}>
            {dialogWords.value.rooms.create}
          </button>
        </div>
      </form>
    </Modal>
  );
}
