import { mayActOnServer, mayOnServer, type ServerAction, type ServerRole } from "../../../client/index.ts";
import type { AdminPerson } from "../../../protocol/admin.ts";

/** What can be done to a person here. */
export type PersonAct = "role" | "mute" | "unmute" | "ban" | "unban" | "sign-out" | "reset-link" | "delete";

const needs: Readonly<Record<PersonAct, ServerAction>> = {
  mute: "mute-user",
  unmute: "mute-user",
  ban: "ban-user",
  unban: "ban-user",
  "sign-out": "sign-out-user",
  "reset-link": "make-reset-link",
  role: "set-server-role",
  delete: "delete-user",
};

const personActs = Object.keys(needs) as readonly PersonAct[];

interface Actor {
  readonly id: string;
  readonly role: ServerRole;
}

/** What remains to do to oneself: a link for oneself, and stepping down. */
const ofOneself: ReadonlySet<PersonAct> = new Set(["reset-link", "role"]);

/** What the actor can do to the person now, the harmless things first. The server asks again. */
export function actsOn(actor: Actor, person: AdminPerson): readonly PersonAct[] {
  const { user, serverRole, ban, mute, writesFrom, sessionCount } = person;
  const isSelf = user.id === actor.id;
  const isBelow = mayActOnServer(actor.role, serverRole);
  const makesSense: Readonly<Record<PersonAct, boolean>> = {
    mute: mute === undefined,
    unmute: mute !== undefined || writesFrom !== undefined,
    ban: ban === undefined,
    unban: ban !== undefined,
    "sign-out": sessionCount > 0,
    "reset-link": true,
    role: true,
    delete: true,
  };
  return personActs.filter(
    (act) => makesSense[act] && mayOnServer(actor.role, needs[act]) && (isSelf ? ofOneself.has(act) : isBelow),
  );
}
