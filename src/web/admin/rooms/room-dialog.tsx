import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { LOBBY_ID, type Person, ShoalError } from "../../../client/index.ts";
import type { AdminRoom } from "../../../protocol/admin.ts";
import { Modal } from "../../dialogs/modal.tsx";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { words } from "../../i18n/words.ts";
import { mayI } from "../access.ts";
import { run } from "../command.ts";
import { dayAndTime, numberOf } from "../parts/format.ts";
import { tell } from "../parts/notice.tsx";
import { nameOf } from "../parts/person-name.tsx";
import { PersonPicker } from "../parts/person-picker.tsx";
import { isTyped, TypedName } from "../parts/typed-name.tsx";
import { actsOn, type RoomAct, roomNameOf } from "./room-acts.ts";
import { roomWords } from "./words.ts";

interface RoomDialogProps {
  room: AdminRoom;
  /** Undefined: it is gone. */
  onChange: (room: AdminRoom | undefined) => void;
  onClose: () => void;
}

/** What is known of a room, and what can be done to it. Nothing of what is written in it. */
export function RoomDialog({ room, onChange, onClose }: RoomDialogProps) {
  const [act, setAct] = useState<RoomAct | undefined>(undefined);
  const say = roomWords.value;

  function finish(text: string, now: AdminRoom | undefined): void {
    onChange(now);
    tell(text);
    onClose();
  }

  const props = { room, onBack: () => setAct(undefined), onDone: finish };
  return (
    <Modal key={act ?? ""} title={act === undefined ? say.manage(roomNameOf(room)) : say.acts[act]} onClose={onClose}>
      {act === undefined && <Overview room={room} onAct={setAct} />}
      {(act === "archive-room" || act === "unarchive-room") && <ArchiveForm {...props} act={act} />}
      {act === "set-room-owner" && <OwnerForm {...props} />}
      {act === "delete-room" && <DeleteForm {...props} />}
    </Modal>
  );
}

function Overview({ room, onAct }: { room: AdminRoom; onAct: (act: RoomAct) => void }) {
  const say = roomWords.value;
  const { conversationId, description, isPrivate, isArchived, owner, memberCount, messageCount, createdAt, lastMessageAt } = room;
  const kind = isPrivate ? say.kinds.private : say.kinds.public;
  return (
    <>
      <dl class="facts">
        {description !== undefined && <Fact name={say.facts.description}>{description}</Fact>}
        <Fact name={say.facts.kind}>{isArchived ? `${kind}, ${say.kinds.archived}` : kind}</Fact>
        {conversationId !== LOBBY_ID && <Fact name={say.facts.owner}>{owner === undefined ? say.noOwner : nameOf(owner)}</Fact>}
        <Fact name={say.facts.members}>{numberOf(memberCount)}</Fact>
        <Fact name={say.facts.messages}>{numberOf(messageCount)}</Fact>
        {createdAt !== undefined && <Fact name={say.facts.created}>{dayAndTime(createdAt)}</Fact>}
        <Fact name={say.facts.last}>{lastMessageAt === undefined ? say.never : dayAndTime(lastMessageAt)}</Fact>
      </dl>
      {conversationId === LOBBY_ID && <p class="hint">{say.lobbyHint}</p>}
      <div class="acts modal-foot">
        {actsOn(room, mayI).map((act) => (
          <button key={act} type="button" class="button" onClick={() => onAct(act)}>
            {say.acts[act]}
          </button>
        ))}
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

interface FormProps {
  room: AdminRoom;
  onBack: () => void;
  onDone: (text: string, now: AdminRoom | undefined) => void;
}

function ArchiveForm({ act, room, onBack, onDone }: FormProps & { act: "archive-room" | "unarchive-room" }) {
  const { isBusy, problem, run: start } = useRequest();
  const say = roomWords.value;
  const { conversationId } = room;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        start(async () => {
          await run(act, { conversationId });
          onDone(say.done[act](roomNameOf(room)), { ...room, isArchived: act === "archive-room" });
        });
      }}
    >
      <p>{say.explain[act]}</p>
      <Problem text={problem} />
      <Buttons action={say.acts[act]} isBusy={isBusy} onBack={onBack} />
    </form>
  );
}

function OwnerForm({ room, onBack, onDone }: FormProps) {
  const { isBusy, problem, run: start } = useRequest();
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const say = roomWords.value;

  async function give(person: Person): Promise<void> {
    setRefused(undefined);
    try {
      await run("set-room-owner", { conversationId: room.conversationId, userId: person.id });
    } catch (error) {
      if (!(error instanceof ShoalError) || error.code !== "not-found") throw error;
      return setRefused(say.notMember(nameOf(person)));
    }
    onDone(say.owns(nameOf(person), roomNameOf(room)), { ...room, owner: person });
  }

  return (
    <>
      <p>{say.explain["set-room-owner"]}</p>
      <PersonPicker isBusy={isBusy} onChoose={(person) => start(() => give(person))} />
      <Problem text={refused ?? problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={onBack}>
          {words.value.common.cancel}
        </button>
      </div>
    </>
  );
}

function DeleteForm({ room, onBack, onDone }: FormProps) {
  const { isBusy, problem, run: start } = useRequest();
  const [typed, setTyped] = useState("");
  const say = roomWords.value;
  const name = roomNameOf(room);
  const isReady = isTyped(typed, name);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        start(async () => {
          await run("delete-room", { conversationId: room.conversationId });
          onDone(say.done["delete-room"](name), undefined);
        });
      }}
    >
      <p>{say.explain["delete-room"]}</p>
      <TypedName name={name} value={typed} onInput={setTyped} />
      <Problem text={problem} />
      <Buttons action={say.acts["delete-room"]} isBusy={isBusy} isReady={isReady} onBack={onBack} />
    </form>
  );
}

interface ButtonsProps {
  action: string;
  isBusy: boolean;
  isReady?: boolean;
  onBack: () => void;
}

function Buttons({ action, isBusy, isReady = true, onBack }: ButtonsProps) {
  return (
    <div class="modal-foot">
      <button type="button" class="button" onClick={onBack}>
        {words.value.common.cancel}
      </button>
      <button type="submit" class="button primary" aria-busy={isBusy} disabled={!isReady}>
        {action}
      </button>
    </div>
  );
}
