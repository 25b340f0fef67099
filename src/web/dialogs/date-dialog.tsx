import { useId, useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { today } from "../state/calendar.ts";
import { closeDialog, showMessage } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

/** A day that the conversation is read from, or its beginning. */
export function DateDialog({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const [date, setDate] = useState("");
  const id = useId();
  const say = dialogWords.value.date;

  async function goTo(since: number): Promise<void> {
    const { events } = await chat.client.history(conversation.id, { since, limit: 50, changes: false });
    const first = events.find(({ type }) => type === "message") ?? events[0];
    if (first !== undefined) return showMessage(conversation.id, first.seq);
    closeDialog();
    await chat.logOf(conversation.id).loadNewest();
  }

  return (
    <Modal title={say.title} onClose={closeDialog}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          run(() => goTo(new Date(`${date}T00:00`).getTime()));
        }}
      >
        <div class="field">
          <label for={id}>{say.day}</label>
          <input
            id={id}
            class="input"
            type="date"
            required
            max={isoDay(today.value)}
            value={date}
            onInput={(event) => setDate(event.currentTarget.value)}
          />
          <Problem text={problem} />
        </div>
        <div class="modal-foot">
          <button type="button" class="button" onClick={() => run(() => goTo(0))}>
            {say.beginning}
          </button>
          <button type="submit" class="button primary" aria-busy={isBusy}>
            {say.go}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** 2026-11-28 where the reader is. */
function isoDay(at: number): string {
  const date = new Date(at);
  const two = (count: number) => String(count).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
