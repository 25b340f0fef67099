import type { ServerRole } from "../../../protocol/accounts.ts";
import { ShoalError } from "../../../protocol/errors.ts";
import { mayOnServer, type ServerAction } from "../../../protocol/permissions.ts";
import type { Database } from "./database.ts";

/** Who does something on the server: a user, or the operator, who may do everything. */
export interface ServerActor {
  /** Missing for the operator. */
  readonly key?: number;
  readonly role: ServerRole | "operator";
}

/** Throws `not-allowed`. */
export function requireServerActor(database: Database, actorId: string | undefined, action: ServerAction): ServerActor {
  if (actorId === undefined) return { role: "operator" };
  const actor = database.one<{ key: number; role: ServerRole }>(
    `SELECT user_key AS key, server_role AS role FROM accounts WHERE user_key = (SELECT key FROM logs WHERE id = ? AND kind = 'user')`,
    actorId,
  );
  if (actor !== undefined && mayOnServer(actor.role, action)) return actor;
  throw new ShoalError("not-allowed", { message: "Your role on the server does not allow that." });
}
