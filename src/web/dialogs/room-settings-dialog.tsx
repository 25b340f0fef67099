import { useId, useState } from "preact/hooks";
import { may, type Room, type RoomOptions } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { usePicture } from "../forms/use-picture.ts";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { RoomMark } from "../room-mark.tsx";
import { type RoomDraft, RoomFields } from "../rooms/room-fields.tsx";
import { roomWords } from "../rooms/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";

/** Its owner changes a room here; members read what it is. */
export function RoomSettingsDialog({ room }: { room: Room }) {
  const { conversations } = useChat();
  const known = conversations.value.get(room.id);
  const current = known?.kind === "room" ? known : room;
  const isOwner = may(current.role ?? "member", "describe", current);
  return (
    <Modal title={roomWords.value.settings} onClose={closeDialog}>
      {isOwner ? <RoomForm room={current} /> : <RoomDescription room={current} />}
    </Modal>
  );
}

function RoomForm({ room }: { room: Room }) {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [before] = useState(() => draftOf(room));
  const [draft, setDraft] = useState(before);
  const picture = usePicture();
  const problemId = useId();
  const changed = changesOf(before, draft);
  const isChanged = Object.keys(changed).length > 0 || picture.choice !== undefined;

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          // What another device of the owner has changed meanwhile, and this form did not touch, stays.
          const newPicture = await picture.upload();
          await client.describeRoom(room.id, { ...changed, ...(newPicture !== undefined && { picture: newPicture }) });
          closeDialog();
        });
      }}
    >
      <RoomFields
        draft={draft}
        picture={picture}
        formerPicture={room.picture}
        onChange={setDraft}
        problemId={problemId}
        hasProblem={problem !== undefined}
      />
      <Problem id={problemId} text={problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={closeDialog}>
          {words.value.common.cancel}
        </button>
        <button type="submit" class="button primary" disabled={!isChanged || draft.name.trim() === ""} aria-busy={isBusy}>
          {roomWords.value.save}
        </button>
      </div>
    </form>
  );
}

function RoomDescription({ room: { name, description, emoji, picture, isPrivate } }: { room: Room }) {
  const say = roomWords.value;
  return (
    <>
      <div class="room-card">
        <RoomMark room={{ picture, emoji }}>{null}</RoomMark>
        <p class="room-card-name" dir="auto" translate={false}>
          {name}
        </p>
        {description !== undefined && (
          <p dir="auto" translate={false}>
            {description}
          </p>
        )}
        <p class="hint">{isPrivate ? words.value.rooms.privateHint : say.publicHint}</p>
      </div>
      <p class="hint">{say.byOwner}</p>
    </>
  );
}

function draftOf({ name, description = "", emoji = "", isPrivate }: Room): RoomDraft {
  return { name, description, emoji, isPrivate };
}

function changesOf(before: RoomDraft, after: RoomDraft): RoomOptions {
  return {
    ...(after.name !== before.name && { name: after.name }),
    ...(after.description !== before.description && { description: after.description }),
    ...(after.emoji !== before.emoji && { emoji: after.emoji }),
    ...(after.isPrivate !== before.isPrivate && { isPrivate: after.isPrivate }),
  };
}
