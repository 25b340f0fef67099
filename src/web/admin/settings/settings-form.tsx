import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { isShorter } from "../../../client/index.ts";
import type { AdminAnswer, Settings } from "../../../protocol/admin.ts";
import { Picture } from "../../avatar.tsx";
import { Choices } from "../../forms/choices.tsx";
import { Confirm } from "../../forms/confirm.tsx";
import { PictureField } from "../../forms/picture-field.tsx";
import { Problem } from "../../forms/problem.tsx";
import { useFocusAfter } from "../../forms/use-focus-after.ts";
import { usePictureAt } from "../../forms/use-picture.ts";
import { useRequest } from "../../forms/use-request.ts";
import { Fish } from "../../icons.tsx";
import { server } from "../../state/session.ts";
import { run } from "../command.ts";
import { tell } from "../parts/notice.tsx";
import { changeSentences, changesOf, draftOf, type SettingsDraft, shownValue } from "./changes.ts";
import { type Due, dueBy } from "./due.ts";
import { NumberField, TextField } from "./setting-fields.tsx";
import { settingsWords } from "./words.ts";

const registrations = ["open", "invite", "closed"] as const;

interface SettingsFormProps {
  answer: AdminAnswer<"settings">;
  onSaved: (answer: AdminAnswer<"settings">) => void;
}

/** What can be changed while the server runs. What its operator fixed at the start is shown, with what fixes it. */
export function SettingsForm({ answer: { settings, fixedBy }, onSaved }: SettingsFormProps) {
  const request = useRequest();
  const [draft, setDraft] = useState<SettingsDraft>(() => draftOf(settings));
  const picture = usePictureAt(server, undefined);
  /** What a shorter retention would delete, while that is to be confirmed. */
  const [due, setDue] = useState<Due | undefined>(undefined);
  const buttons = useRef<HTMLDivElement>(null);
  useFocusAfter(due !== undefined, buttons);
  const say = settingsWords.value;
  function change(changed: Partial<SettingsDraft>): void {
    setDue(undefined);
    setDraft((before) => ({ ...before, ...changed }));
  }

  /** To keep less deletes for good: first it says how much. */
  async function ask(): Promise<void> {
    const { retentionDays = settings.retentionDays, retentionMessages = settings.retentionMessages } = changesOf(settings, draft);
    const wanted = { days: retentionDays, messages: retentionMessages };
    if (isShorter({ days: settings.retentionDays, messages: settings.retentionMessages }, wanted)) setDue(await dueBy(wanted));
    else await save();
  }

  async function save(): Promise<void> {
    const id = await picture.upload();
    const changes = { ...changesOf(settings, draft), ...(id !== undefined && { picture: id }) };
    if (Object.keys(changes).length === 0) return tell(say.unchanged);
    const saved = await run("set-settings", changes);
    const sentences = changeSentences(settings, saved.settings);
    picture.choose(undefined);
    setDraft(draftOf(saved.settings));
    setDue(undefined);
    onSaved(saved);
    tell(sentences.length === 0 ? say.saved : say.savedWith(sentences.join(say.separator)));
  }

  const shared = { settings, fixedBy };
  return (
    <form
      class="form settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        request.run(ask);
      }}
    >
      <section class="card" aria-labelledby="settings-look">
        <h3 id="settings-look">{say.look}</h3>
        <PictureField
          of="room"
          draft={picture}
          look={(hasPicture) => (
            <span class="avatar server-picture" aria-hidden="true">
              <Fish />
              {hasPicture && settings.picture !== undefined && <Picture id={settings.picture} />}
            </span>
          )}
          hasPicture={settings.picture !== undefined}
        />
        <Fixable {...shared} name="name" label={say.name}>
          <TextField label={say.name} hint={say.nameHint} value={draft.name} onInput={(name) => change({ name })} />
        </Fixable>
        <TextField
          label={say.welcome}
          hint={say.welcomeHint}
          rows={3}
          value={draft.welcome}
          onInput={(welcome) => change({ welcome })}
        />
      </section>
      <section class="card" aria-labelledby="settings-entrance">
        <h3 id="settings-entrance">{say.entrance}</h3>
        <Fixable {...shared} name="registration" label={say.registration}>
          <Choices
            legend={say.registration}
            values={registrations}
            labels={say.registrations}
            chosen={draft.registration}
            onChoose={(registration) => change({ registration })}
          />
        </Fixable>
        <Fixable {...shared} name="areGuestsAllowed" label={say.guests}>
          <label class="check">
            <input
              type="checkbox"
              checked={draft.areGuestsAllowed}
              onChange={(event) => change({ areGuestsAllowed: event.currentTarget.checked })}
            />
            {say.guests}
          </label>
        </Fixable>
        <NumberField
          label={say.newcomer}
          hint={say.newcomerHint}
          value={draft.newcomerMinutes}
          onInput={(newcomerMinutes) => change({ newcomerMinutes })}
        />
      </section>
      <section class="card" aria-labelledby="settings-limits">
        <h3 id="settings-limits">{say.limits}</h3>
        <Fixable {...shared} name="messagesPerSecond" label={say.pace}>
          <NumberField
            label={say.pace}
            hint={say.paceHint}
            value={draft.messagesPerSecond}
            onInput={(messagesPerSecond) => change({ messagesPerSecond })}
          />
        </Fixable>
        <Fixable {...shared} name="uploadBytesMax" label={say.upload}>
          <NumberField
            label={say.upload}
            hint={say.uploadHint}
            value={draft.uploadBytesMax}
            onInput={(uploadBytesMax) => change({ uploadBytesMax })}
          />
        </Fixable>
      </section>
      <section class="card" aria-labelledby="settings-retention">
        <h3 id="settings-retention">{say.retention}</h3>
        <NumberField
          label={say.retentionDays}
          hint={say.retentionDaysHint}
          value={draft.retentionDays}
          onInput={(retentionDays) => change({ retentionDays })}
        />
        <NumberField
          label={say.retentionMessages}
          hint={say.retentionMessagesHint}
          value={draft.retentionMessages}
          onInput={(retentionMessages) => change({ retentionMessages })}
        />
        {due !== undefined && (
          <Confirm
            ask={say.shorter.title}
            explain={due.messages + due.files === 0 ? say.shorter.nothing : say.shorter.text(due.messages, due.files)}
            action={say.shorter.confirm}
            isBusy={request.isBusy}
            problem={request.problem}
            buttons={buttons}
            onCancel={() => setDue(undefined)}
            onConfirm={() => request.run(save)}
          />
        )}
      </section>
      {due === undefined && <Problem text={request.problem} />}
      {due === undefined && (
        <div class="form-foot">
          <button type="submit" class="button primary" aria-busy={request.isBusy}>
            {say.save}
          </button>
        </div>
      )}
    </form>
  );
}

interface FixableProps {
  name: Exclude<keyof Settings, "picture">;
  label: string;
  settings: Settings;
  fixedBy: Readonly<Record<string, string>>;
  children: ComponentChildren;
}

/** A field; or the value alone, where the operator fixed it. */
function Fixable({ name, label, settings, fixedBy, children }: FixableProps) {
  const id = useId();
  const flag = Object.hasOwn(fixedBy, name) ? fixedBy[name] : undefined;
  if (flag === undefined) return <>{children}</>;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} class="input" dir="auto" readOnly aria-describedby={`${id}-why`} value={shownValue(name, settings)} />
      <p id={`${id}-why`} class="hint">
        {settingsWords.value.fixed(flag)}
      </p>
    </div>
  );
}
