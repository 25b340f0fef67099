import type { AdminPerson } from "../../../protocol/admin.ts";
import { momentOf } from "../../i18n/format.ts";
import { dayAndTime } from "../parts/format.ts";
import { nameOf } from "../parts/person-name.tsx";
import { adminWords } from "../words.ts";
import { peopleWords } from "./words.ts";

/** Everything that is known of a person here. */
export function PersonFacts({ person }: { person: AdminPerson }) {
  const say = peopleWords.value;
  const { serverRole, isAccount, isOnline, lastSeenAt, createdAt, sessionCount, ban, mute, writesFrom } = person;
  return (
    <dl class="facts">
      <Fact name={say.facts.role} text={adminWords.value.roles[serverRole]} />
      <Fact name={say.facts.kind} text={isAccount ? say.kinds.account : say.kinds.guest} />
      <Fact name={say.facts.lastSeen} text={isOnline ? say.now : dayAndTime(lastSeenAt)} />
      <Fact name={say.facts.firstSeen} text={dayAndTime(createdAt)} />
      <Fact name={say.facts.devices} text={say.devices(sessionCount)} />
      {ban !== undefined && <Fact name={say.facts.ban} text={heldText(ban)} />}
      {mute !== undefined && <Fact name={say.facts.mute} text={heldText(mute)} />}
      {writesFrom !== undefined && <Fact name={say.facts.newcomer} text={say.writesFrom(momentOf(writesFrom))} />}
    </dl>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function heldText({ at, until, reason, by }: NonNullable<AdminPerson["ban"]>): string {
  const say = peopleWords.value;
  const held = say.held(momentOf(at), until === undefined ? undefined : momentOf(until), nameOf(by));
  return reason === undefined ? held : `${held} ${say.heldWhy(reason)}`;
}
