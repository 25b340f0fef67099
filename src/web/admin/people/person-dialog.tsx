import { useEffect, useState } from "preact/hooks";
import type { AdminPerson } from "../../../protocol/admin.ts";
import { Modal } from "../../dialogs/modal.tsx";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { access } from "../access.ts";
import { showAuditOf } from "../audit/shown-person.ts";
import { run } from "../command.ts";
import { tell } from "../parts/notice.tsx";
import { nameOf, PersonName } from "../parts/person-name.tsx";
import { actForms } from "./act-forms.tsx";
import { actsOn, type PersonAct } from "./acts.ts";
import { PersonFacts } from "./person-facts.tsx";
import { ResetLink } from "./reset-link.tsx";
import { peopleWords } from "./words.ts";

interface PersonDialogProps {
  person: AdminPerson;
  /** After each act, and when the server tells more; undefined: the person is gone. */
  onChange: (person: AdminPerson | undefined) => void;
  onClose: () => void;
}

/** What is known of a person, and what can be done to them: each act asks in the place of the list of acts. */
export function PersonDialog({ person: given, onChange, onClose }: PersonDialogProps) {
  const { problem, load } = useRequest();
  const [person, setPerson] = useState(given);
  const [act, setAct] = useState<PersonAct | undefined>(undefined);
  const say = peopleWords.value;
  const name = nameOf(person.user);

  useEffect(() => {
    load(refresh);
  }, []);

  async function refresh(): Promise<void> {
    const now = await run("person", { userId: person.user.id });
    setPerson(now);
    onChange(now);
  }

  /** The act is done, whatever comes of the look at its result. */
  async function finish(text: string, isGone: boolean): Promise<void> {
    if (isGone) onChange(undefined);
    else await refresh().catch(() => onChange(undefined));
    tell(text);
    onClose();
  }

  const Form = act === undefined || act === "reset-link" ? undefined : actForms[act];
  return (
    <Modal key={act ?? ""} title={act === undefined ? say.manage(name) : say.acts[act]} onClose={onClose}>
      {act !== undefined && <PersonName person={person.user} />}
      {act === undefined && (
        <>
          <PersonFacts person={person} />
          <Problem text={problem} />
          <Acts
            person={person}
            onAct={setAct}
            onAudit={() => {
              onClose();
              showAuditOf(person.user);
            }}
          />
        </>
      )}
      {act === "reset-link" && <ResetLink userId={person.user.id} onBack={() => setAct(undefined)} />}
      {Form !== undefined && <Form person={person} onBack={() => setAct(undefined)} onDone={finish} />}
    </Modal>
  );
}

interface ActsProps {
  person: AdminPerson;
  onAct: (act: PersonAct) => void;
  onAudit: () => void;
}

function Acts({ person, onAct, onAudit }: ActsProps) {
  const say = peopleWords.value;
  const { value } = access;
  if (value.stage !== "staff") return null;
  const isSelf = value.me.id === person.user.id;
  const acts = actsOn({ id: value.me.id, role: value.role }, person);
  const hint = isSelf ? say.self : say.above;
  return (
    <>
      {(isSelf || acts.length === 0) && <p class="hint">{hint}</p>}
      <div class="acts modal-foot">
        {acts.map((act) => (
          <button key={act} type="button" class="button" onClick={() => onAct(act)}>
            {say.acts[act]}
          </button>
        ))}
        <button type="button" class="button" onClick={onAudit}>
          {say.acts.audit}
        </button>
      </div>
    </>
  );
}
