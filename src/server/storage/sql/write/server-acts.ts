import type { ServerRole } from "../../../../protocol/accounts.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { UserAct } from "../../people-records.ts";
import { requireServerActor } from "../server-actors.ts";
import { serverRoleOf } from "../standings.ts";
import { retire } from "./accounts.ts";
import { audit } from "./audit.ts";
import { activeUser, requirePerson } from "./people.ts";
import { changeServerRole } from "./server-roles.ts";
import { requireAnotherAdministrator, requireMayActOnUser, requireServerAct } from "./server-standing.ts";
import { endSessionsBut } from "./sessions.ts";
import type { Transaction } from "./transaction.ts";

/** Administrators step down by themselves; only the operator takes the role from another one. */
export function setServerRole(transaction: Transaction, act: UserAct & { serverRole: ServerRole }): void {
  const { actorId, userId, at, serverRole } = act;
  const { database } = transaction;
  const actor = requireServerActor(database, actorId, "set-server-role");
  const user = activeUser(transaction, userId);
  if (actor.key !== user.key) requireMayActOnUser(transaction, actor, user);
  requirePerson(user);
  const isAccount = database.one("SELECT 1 FROM accounts WHERE user_key = ?", user.key) !== undefined;
  if (!isAccount) throw new ShoalError("account-needed");
  if (serverRoleOf(database, user.key) === serverRole) return;
  if (actor.role !== "operator") requireAnotherAdministrator(transaction, user);

  changeServerRole(transaction, user.key, { serverRole, at, actorKey: actor.key });
}

export function signOutUser(transaction: Transaction, act: UserAct): string[] {
  const { at } = act;
  const { actor, user } = requireServerAct(transaction, act, "sign-out-user");
  const { database } = transaction;
  const ended = endSessionsBut(transaction, user.key, "");
  const row = database.one<{ isAccount: number; isBanned: number }>(
    "SELECT is_account AS isAccount, is_banned AS isBanned FROM users WHERE key = ?",
    user.key,
  );
  // Without a session or a link a guest has no way back, as after their own last sign-out.
  if (row?.isAccount === 0 && row.isBanned === 0) retire(transaction, user, at);
  audit(transaction, { at, act: "sign-out-user", actorKey: actor.key, userKey: user.key });
  return ended;
}
