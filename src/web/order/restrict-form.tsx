import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Person } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Choices } from "../forms/choices.tsx";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { ReasonField, reasonOf } from "./reason-field.tsx";
import { orderWords } from "./words.ts";

const lengths = ["minutes", "hour", "day", "ever"] as const;
type Length = (typeof lengths)[number];
const seconds: Readonly<Record<Length, number | undefined>> = { minutes: 600, hour: 3_600, day: 86_400, ever: undefined };

export type Restricting = "mute" | "kick" | "ban";

interface RestrictFormProps {
  readonly what: Restricting;
  readonly conversationId: string;
  readonly person: Person;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** For how long, and why: in the place of the buttons that asked it. */
export function RestrictForm({ what, conversationId, person, onDone, onCancel }: RestrictFormProps) {
  const { moderation } = useChat().client;
  const { isBusy, problem, run } = useRequest();
  const [length, setLength] = useState<Length>("minutes");
  const [reason, setReason] = useState("");
  const cancel = useRef<HTMLButtonElement>(null);
  const say = orderWords.value;
  const ask = { mute: say.muteAsk, kick: say.kickAsk, ban: say.banAsk }[what](person.nickname);
  const explain = { mute: say.muteExplain, kick: say.kickExplain, ban: say.banExplain }[what];

  // The button with the focus has gone.
  useLayoutEffect(() => cancel.current?.focus(), []);

  return (
    <form
      class="confirm order-form"
      aria-label={ask}
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          const options = { ...reasonOf(reason), ...(what !== "kick" && { seconds: seconds[length] }) };
          await moderation[what](conversationId, person.id, options);
          onDone();
        });
      }}
    >
      <p>
        <strong>{ask}</strong> {explain}
      </p>
      {what !== "kick" && (
        <Choices legend={say.forHowLong} values={lengths} labels={say.lengths} chosen={length} onChoose={setLength} />
      )}
      <ReasonField value={reason} onInput={setReason} />
      <Problem text={problem} />
      <div class="confirm-buttons">
        <button ref={cancel} type="button" class="button" onClick={onCancel}>
          {words.value.common.cancel}
        </button>
        <button type="submit" class="button primary" aria-busy={isBusy}>
          {{ mute: say.muteDo, kick: say.kickDo, ban: say.banDo }[what]}
        </button>
      </div>
    </form>
  );
}
