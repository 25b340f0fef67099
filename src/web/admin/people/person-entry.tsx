import type { AdminPerson } from "../../../protocol/admin.ts";
import { shortTime } from "../../i18n/format.ts";
import { PersonName } from "../parts/person-name.tsx";
import { adminWords } from "../words.ts";
import { peopleWords } from "./words.ts";

/** A line of the list; a press opens what can be done. */
export function PersonEntry({ person, onOpen }: { person: AdminPerson; onOpen: () => void }) {
  const say = peopleWords.value;
  const { user, isOnline, lastSeenAt, sessionCount } = person;
  return (
    <button type="button" class="entry person-entry" aria-haspopup="dialog" onClick={onOpen}>
      <PersonName person={user} />
      <PersonMarks person={person} />
      <span class={isOnline ? "entry-fact is-online" : "entry-fact"}>
        {isOnline ? say.online : say.seen(shortTime(lastSeenAt))}
      </span>
      <span class="entry-fact entry-count">{say.devices(sessionCount)}</span>
    </button>
  );
}

/** What is special about a person, in a word each. */
function PersonMarks({ person: { serverRole, isAccount, ban, mute, writesFrom } }: { person: AdminPerson }) {
  const say = peopleWords.value;
  return (
    <span class="marks">
      {serverRole !== "member" && <span class="mark is-staff">{adminWords.value.roles[serverRole]}</span>}
      {!isAccount && <span class="mark">{say.guest}</span>}
      {ban !== undefined && <span class="mark is-serious">{say.banned}</span>}
      {mute !== undefined && <span class="mark is-serious">{say.muted}</span>}
      {mute === undefined && writesFrom !== undefined && <span class="mark">{say.newcomer}</span>}
    </span>
  );
}
