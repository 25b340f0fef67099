import { ShoalError } from "../../../../protocol/errors.ts";
import { mayActOnServer, type ServerAction } from "../../../../protocol/permissions.ts";
import type { UserAct } from "../../people-records.ts";
import { requireServerActor, type ServerActor } from "../server-actors.ts";
import { serverRoleOf } from "../standings.ts";
import { activeUser, type KnownUser } from "./people.ts";
import type { Transaction } from "./transaction.ts";

/** The actor, and the user to whom it is done. Throws `not-allowed` for a user of the same role or a higher one, `not-found`. */
export function requireServerAct(
  transaction: Transaction,
  { actorId, userId }: UserAct,
  action: ServerAction,
): { readonly actor: ServerActor; readonly user: KnownUser } {
  const actor = requireServerActor(transaction.database, actorId, action);
  const user = activeUser(transaction, userId);
  requireMayActOnUser(transaction, actor, user);
  return { actor, user };
}

export function requireMayActOnUser({ database }: Transaction, { role }: ServerActor, user: { readonly key: number }): void {
  if (role === "operator" || mayActOnServer(role, serverRoleOf(database, user.key))) return;
  throw new ShoalError("not-allowed", { message: "That user has the same role on the server as you, or a higher one." });
}

/** Throws `last-administrator` when the user is the only one. */
export function requireAnotherAdministrator({ database }: Transaction, user: { readonly key: number }): void {
  if (serverRoleOf(database, user.key) !== "administrator") return;
  const another = database.one(
    "SELECT 1 FROM accounts INDEXED BY staff WHERE server_role <> 'member' AND server_role = 'administrator' AND user_key <> ?",
    user.key,
  );
  if (another === undefined) throw new ShoalError("last-administrator");
}
