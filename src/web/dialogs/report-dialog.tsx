import { useEffect, useRef, useState } from "preact/hooks";
import type { MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { ReasonField, reasonOf } from "../order/reason-field.tsx";
import { orderWords } from "../order/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";

/** Shows a message to the moderators, with a reason or without one. */
export function ReportDialog({ conversationId, message }: { conversationId: string; message: MessageEvent }) {
  const { moderation } = useChat().client;
  const { isBusy, problem, run } = useRequest();
  const [reason, setReason] = useState("");
  const [isDone, setDone] = useState(false);
  const done = useRef<HTMLButtonElement>(null);
  const say = orderWords.value;
  // The button with the focus has gone.
  useEffect(() => {
    if (isDone) done.current?.focus();
  }, [isDone]);
  return (
    <Modal title={say.report.title} onClose={closeDialog}>
      <p role="status" class={isDone ? "" : "hidden-text"}>
        {isDone && say.report.thanks}
      </p>
      {isDone ? (
        <div class="modal-foot">
          <button ref={done} type="button" class="button primary" onClick={closeDialog}>
            {say.report.done}
          </button>
        </div>
      ) : (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            run(async () => {
              await moderation.report(conversationId, message.seq, reasonOf(reason));
              setDone(true);
            });
          }}
        >
          <blockquote class="reported">
            <bdi translate={false} class="author">
              {message.by.nickname}
            </bdi>
            <p dir="auto">{message.text}</p>
          </blockquote>
          <p class="hint">{say.report.explain}</p>
          <ReasonField value={reason} onInput={setReason} />
          <Problem text={problem} />
          <div class="modal-foot">
            <button type="button" class="button" onClick={closeDialog}>
              {words.value.common.cancel}
            </button>
            <button type="submit" class="button primary" aria-busy={isBusy}>
              {say.report.send}
            </button>
          </div>
        </form>
      )}
    </Modal>
  );
}
