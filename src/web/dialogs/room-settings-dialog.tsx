import { useId, useState } from "preact/hooks";
import { type Action, may, type Room, type RoomOptions } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { usePicture } from "../forms/use-picture.ts";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { ReportList } from "../order/report-list.tsx";
import { RestrictionList } from "../order/restriction-list.tsx";
import { RulesSettings } from "../order/rules-settings.tsx";
import { orderWords } from "../order/words.ts";
import { RoomMark } from "../room-mark.tsx";
import { type RoomDraft, RoomFields } from "../rooms/room-fields.tsx";
import { roomWords } from "../rooms/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

const parts = ["room", "rules", "restrictions", "reports"] as const;
type Part = (typeof parts)[number];

interface RoomSettingsDialogProps {
  readonly room: Room;
  /** Where it begins. */
  readonly part?: Part | undefined;
}

/** Its owner changes a room here, moderators keep order in it, and members read what it is. */
export function RoomSettingsDialog({ room, part }: RoomSettingsDialogProps) {
  const { client, conversations, standingIn, openReports } = useChat();
  const known = conversations.value.get(room.id);
  const current = known?.kind === "room" ? known : room;
  const can = (action: Action): boolean => may(standingIn(current), action, current);
  const hasOrder = client.features.has("order");
  const isOffered: Readonly<Record<Part, boolean>> = {
    room: can("describe"),
    rules: hasOrder && can("set-rules"),
    restrictions: hasOrder && can("see-restrictions"),
    reports: hasOrder && can("see-reports"),
  };
  const offered = parts.filter((each) => isOffered[each]);
  const [chosen, choose] = useState<Part | undefined>(part);
  const shown = offered.find((each) => each === chosen) ?? offered[0];
  const say = orderWords.value;
  const reportCount = openReports.value?.conversationId === room.id ? openReports.value.count : 0;
  return (
    <Modal title={roomWords.value.settings} onClose={closeDialog}>
      {offered.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a form's
        <div class="segments order-parts" role="group" aria-label={say.settingsParts}>
          {offered.map((each) => (
            <button
              key={each}
              type="button"
              class="segment segment-button"
              aria-pressed={each === shown}
              onClick={() => choose(each)}
            >
              {say.parts[each]}
              {each === "reports" && reportCount > 0 && <span class="count-badge">{reportCount}</span>}
            </button>
          ))}
        </div>
      )}
      {shown === undefined && <RoomDescription room={current} />}
      {shown === "room" && <RoomForm room={current} />}
      {shown === "rules" && <RulesSettings room={current} />}
      {shown === "restrictions" && <RestrictionList room={current} />}
      {shown === "reports" && <ReportList room={current} />}
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
        <p class="hint">{isPrivate ? dialogWords.value.rooms.privateHint : say.publicHint}</p>
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
