import { useId, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog, show } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";

export function NewRoomDialog() {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [name, setName] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const nameId = useId();
  const problemId = useId();
  const hintId = useId();
  const say = words.value;

  return (
    <Modal title={say.conversations.newRoom} onClose={closeDialog}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            const room = await client.createRoom({ name, isPrivate });
            show(room.id);
          });
        }}
      >
        <div class="field">
          <label for={nameId}>{say.rooms.name}</label>
          <input
            id={nameId}
            class="input"
            value={name}
            dir="auto"
            autocomplete="off"
            required
            aria-describedby={problemId}
            aria-invalid={problem !== undefined}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <Problem id={problemId} text={problem} />
        </div>
        <div class="choice">
          <label>
            <input
              type="checkbox"
              checked={isPrivate}
              aria-describedby={hintId}
              onChange={(event) => setPrivate(event.currentTarget.checked)}
            />
            {say.rooms.isPrivate}
          </label>
          <p id={hintId} class="hint">
            {say.rooms.privateHint}
          </p>
        </div>
        <div class="modal-foot">
          <button type="submit" class="button primary" disabled={name.trim() === ""} aria-busy={isBusy}>
            {say.rooms.create}
          </button>
        </div>
      </form>
    </Modal>
  );
}
