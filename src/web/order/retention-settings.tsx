import { useRef, useState } from "preact/hooks";
import { isShorter, type Retention, type Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Confirm } from "../forms/confirm.tsx";
import { Problem } from "../forms/problem.tsx";
import { Select } from "../forms/select.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { retentionWords } from "./retention-words.ts";
import { sayKept } from "./say.ts";
import { orderWords } from "./words.ts";

/** What is offered. Another one that a program has set is offered beside them. */
const DAYS = [0, 1, 7, 30, 90, 365];
const MESSAGES = [0, 100, 1_000, 10_000, 100_000];

/** How long the room keeps what is written. To keep less asks first: it deletes for good. */
export function RetentionSettings({ room }: { room: Room }) {
  const { moderation } = useChat().client;
  const { isBusy, problem, run } = useRequest();
  const [asked, setAsked] = useState<Retention | undefined>(undefined);
  const fields = useRef<HTMLDivElement>(null);
  const buttons = useRef<HTMLDivElement>(null);
  useFocusAfter(asked !== undefined, buttons);
  const say = retentionWords.value;
  const { retentionDays = 0, retentionMessages = 0 } = room.rules ?? {};
  const own = { days: retentionDays, messages: retentionMessages };
  const server = moderation.retentionOf({ ...room, rules: {} });

  function set({ days, messages }: Retention): void {
    run(async () => {
      await moderation.setRules(room.id, { retentionDays: days, retentionMessages: messages });
      setAsked(undefined);
    });
  }
  function choose(chosen: Retention): void {
    if (isShorter(own, chosen)) setAsked(chosen);
    else {
      setAsked(undefined);
      set(chosen);
    }
  }

  function cancel(): void {
    setAsked(undefined);
    fields.current?.querySelector("select")?.focus();
  }

  const shown = asked ?? own;
  return (
    <div ref={fields} class="rules-settings">
      <Choice
        label={say.daysLabel}
        offered={DAYS}
        value={shown.days}
        text={(days) => (days === 0 ? say.ever : orderWords.value.length.days(days))}
        onChoose={(days) => choose({ ...shown, days })}
      />
      <Choice
        label={say.messagesLabel}
        offered={MESSAGES}
        value={shown.messages}
        text={(messages) => (messages === 0 ? say.all : say.newest(messages))}
        onChoose={(messages) => choose({ ...shown, messages })}
      />
      {(server.days > 0 || server.messages > 0) && <p class="hint">{say.atMost(sayKept(server, "server"))}</p>}
      {asked === undefined ? (
        <Problem text={problem} />
      ) : (
        <Confirm
          ask={say.ask}
          explain={say.explain(sayKept(asked, "room"))}
          action={say.confirm}
          isBusy={isBusy}
          problem={problem}
          buttons={buttons}
          onCancel={cancel}
          onConfirm={() => set(asked)}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  offered: readonly number[];
  value: number;
  text: (value: number) => string;
  onChoose: (value: number) => void;
}

function Choice({ label, offered, value, text, onChoose }: ChoiceProps) {
  const values = [...new Set([...offered, value])].toSorted((one, other) => one - other);
  return (
    <Select
      label={label}
      values={values.map(String)}
      labels={Object.fromEntries(values.map((each) => [String(each), text(each)]))}
      chosen={String(value)}
      onChoose={(chosen) => onChoose(Number(chosen))}
    />
  );
}
