import type { ComponentChildren, ComponentType } from "preact";
import { useId, useState } from "preact/hooks";
import type { ServerRole } from "../../../client/index.ts";
import type { AdminPerson } from "../../../protocol/admin.ts";
import { Problem } from "../../forms/problem.tsx";
import { type RequestState, useRequest } from "../../forms/use-request.ts";
import { listOf } from "../../i18n/format.ts";
import { words } from "../../i18n/words.ts";
import { access } from "../access.ts";
import { run } from "../command.ts";
import { type Duration, durations } from "../parts/duration.ts";
import { nameOf } from "../parts/person-name.tsx";
import { RestrictionFields } from "../parts/restriction-fields.tsx";
import { isTyped, TypedName } from "../parts/typed-name.tsx";
import { adminWords } from "../words.ts";
import type { PersonAct } from "./acts.ts";
import { peopleWords } from "./words.ts";

interface ActFormProps {
  person: AdminPerson;
  onBack: () => void;
  /** Tells what was done. */
  onDone: (text: string, isGone: boolean) => Promise<void>;
}

/** What each act asks before it is done. */
export const actForms: Readonly<Record<Exclude<PersonAct, "reset-link">, ComponentType<ActFormProps>>> = {
  role: RoleForm,
  mute: MuteForm,
  unmute: (props) => <PlainForm {...props} act="unmute" explain={peopleWords.value.unmuteExplain} />,
  ban: BanForm,
  unban: (props) => <PlainForm {...props} act="unban" explain={peopleWords.value.unbanExplain} />,
  "sign-out": SignOutForm,
  delete: DeleteForm,
};

interface FrameProps extends RequestState {
  action: string;
  isReady?: boolean;
  onBack: () => void;
  onSubmit: () => Promise<void>;
  children: ComponentChildren;
}

function Frame({ action, isReady = true, isBusy, problem, run: start, onBack, onSubmit, children }: FrameProps) {
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) start(onSubmit);
      }}
    >
      {children}
      <Problem text={problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={onBack}>
          {words.value.common.cancel}
        </button>
        <button type="submit" class="button primary" aria-busy={isBusy} disabled={!isReady}>
          {action}
        </button>
      </div>
    </form>
  );
}

const roles: readonly ServerRole[] = ["member", "moderator", "administrator"];

function RoleForm({ person, onBack, onDone }: ActFormProps) {
  const request = useRequest();
  const [role, setRole] = useState(person.serverRole);
  const name = useId();
  const say = peopleWords.value;
  const labels = adminWords.value.roles;
  const { value } = access;
  const isSteppingDown = value.stage === "staff" && value.me.id === person.user.id && role !== person.serverRole;
  return (
    <Frame
      {...request}
      action={say.save}
      isReady={role !== person.serverRole}
      onBack={onBack}
      onSubmit={async () => {
        await run("set-role", { userId: person.user.id, serverRole: role });
        await onDone(say.done.role(nameOf(person.user), labels[role]), false);
      }}
    >
      <fieldset class="role-choices">
        <legend>{say.roleLegend}</legend>
        {roles.map((each) => (
          <div key={each} class="choice">
            <label>
              <input
                type="radio"
                name={name}
                checked={each === role}
                aria-describedby={`${name}-${each}`}
                onChange={() => setRole(each)}
              />
              {labels[each]}
            </label>
            <p id={`${name}-${each}`} class="hint">
              {say.roleHints[each]}
            </p>
          </div>
        ))}
      </fieldset>
      {!person.isAccount && <p class="hint">{say.guestRole}</p>}
      {isSteppingDown && <p class="problem">{say.stepDown}</p>}
    </Frame>
  );
}

function MuteForm({ person, onBack, onDone }: ActFormProps) {
  const request = useRequest();
  const [duration, setDuration] = useState<Duration>("hour");
  const [reason, setReason] = useState("");
  const say = peopleWords.value;
  return (
    <Frame
      {...request}
      action={say.acts.mute}
      onBack={onBack}
      onSubmit={async () => {
        await run("mute", { userId: person.user.id, seconds: durations[duration], reason: reasonOf(reason) });
        await onDone(say.done.mute(nameOf(person.user)), false);
      }}
    >
      <p>{say.muteExplain}</p>
      <RestrictionFields duration={duration} onDuration={setDuration} reason={reason} onReason={setReason} />
    </Frame>
  );
}

function BanForm({ person, onBack, onDone }: ActFormProps) {
  const request = useRequest();
  const [duration, setDuration] = useState<Duration>("day");
  const [reason, setReason] = useState("");
  const [withAddresses, setWithAddresses] = useState(false);
  const id = useId();
  const say = peopleWords.value;

  async function ban(): Promise<void> {
    const { bannedNetworks } = await run("ban", {
      ...{ userId: person.user.id, seconds: durations[duration], reason: reasonOf(reason) },
      ...(withAddresses && { withAddresses }),
    });
    const name = nameOf(person.user);
    await onDone(bannedNetworks.length > 0 ? say.done.banWith(name, listOf(bannedNetworks)) : say.done.ban(name), false);
  }

  return (
    <Frame {...request} action={say.acts.ban} onBack={onBack} onSubmit={ban}>
      <p>{say.banExplain}</p>
      <RestrictionFields duration={duration} onDuration={setDuration} reason={reason} onReason={setReason} />
      <div>
        <label class="check">
          <input
            type="checkbox"
            checked={withAddresses}
            aria-describedby={id}
            onChange={(event) => setWithAddresses(event.currentTarget.checked)}
          />
          {say.withAddresses}
        </label>
        <p id={id} class="hint">
          {say.withAddressesHint}
        </p>
      </div>
    </Frame>
  );
}

function SignOutForm(props: ActFormProps) {
  const { isAccount, ban } = props.person;
  const say = peopleWords.value;
  // A guest's sessions are the only way back, but for one who is banned: they stay known.
  const isGone = !isAccount && ban === undefined;
  return <PlainForm {...props} act="sign-out" explain={isGone ? say.signOutGuest : say.signOutExplain} isGone={isGone} />;
}

interface PlainFormProps extends ActFormProps {
  act: "unmute" | "unban" | "sign-out";
  explain: string;
  isGone?: boolean;
}

function PlainForm({ act, explain, isGone = false, person, onBack, onDone }: PlainFormProps) {
  const request = useRequest();
  const say = peopleWords.value;
  return (
    <Frame
      {...request}
      action={say.acts[act]}
      onBack={onBack}
      onSubmit={async () => {
        await run(act, { userId: person.user.id });
        await onDone(say.done[act](nameOf(person.user)), isGone);
      }}
    >
      <p>{explain}</p>
    </Frame>
  );
}

function DeleteForm({ person, onBack, onDone }: ActFormProps) {
  const request = useRequest();
  const [typed, setTyped] = useState("");
  const say = peopleWords.value;
  const name = nameOf(person.user);
  return (
    <Frame
      {...request}
      action={say.acts.delete}
      isReady={isTyped(typed, name)}
      onBack={onBack}
      onSubmit={async () => {
        await run("delete-user", { userId: person.user.id });
        await onDone(say.done.delete(name), true);
      }}
    >
      <p>{say.deleteExplain}</p>
      <TypedName name={name} value={typed} onInput={setTyped} />
    </Frame>
  );
}

function reasonOf(text: string): string | undefined {
  const reason = text.trim();
  return reason === "" ? undefined : reason;
}
