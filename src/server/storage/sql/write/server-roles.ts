import type { ServerRole } from "../../../../protocol/accounts.ts";
import { audit } from "./audit.ts";
import { endResetLinksMadeBy } from "./sessions.ts";
import type { Transaction } from "./transaction.ts";

interface RoleChange {
  readonly serverRole: ServerRole;
  readonly at: number;
  /** Missing where the operator decided it: at the machine, by a link, or by the host application. */
  readonly actorKey?: number | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The one way to another role on the server: the user is told, and the audit log knows. Of an account; the same role again changes nothing. */
export function changeServerRole(transaction: Transaction, userKey: number, change: RoleChange): void {
  const { serverRole, at, actorKey, details } = change;
  const { database } = transaction;
  if (serverRole !== "administrator") endResetLinksMadeBy(database, userKey);
  const changed = database.run(
    "UPDATE accounts SET server_role = ?1 WHERE user_key = ?2 AND server_role <> ?1",
    ...([serverRole, userKey] as const),
  );
  if (changed === 0) return;
  const row = database.one<{ id: string }>("SELECT id FROM logs WHERE key = ?", userKey);
  const log = row && transaction.log(row.id);
  if (!log) throw new Error("every user has a log");
  transaction.append(log, null, { type: "server-role", at, serverRole });
  audit(transaction, { at, act: "set-server-role", actorKey, userKey, details: { serverRole, ...details } });
}
