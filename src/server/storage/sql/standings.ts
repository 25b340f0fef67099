import type { ServerRole } from "../../../protocol/accounts.ts";
import type { Role } from "../../../protocol/people.ts";
import { type Action, may, type Standing, standingOf } from "../../../protocol/permissions.ts";
import type { LogKind } from "../storage.ts";
import type { Database } from "./database.ts";

/** A member, as far as it decides what they may do. */
export interface WithRole {
  readonly key: number;
  readonly role: Role;
}

interface KnownLog {
  readonly key: number;
  readonly id: string;
  readonly kind: LogKind;
}

/** What a member is in the conversation, with their role on the server. */
export function standingIn(database: Database, { key, role }: WithRole, log: KnownLog): Standing {
  if (log.kind !== "room") return role;
  const serverRole = serverRoleOf(database, key);
  if (serverRole === "member") return role;
  const room = database.one<{ isPrivate: number }>("SELECT is_private AS isPrivate FROM rooms WHERE key = ?", log.key);
  return standingOf(role, serverRole, { id: log.id, kind: log.kind, isPrivate: room?.isPrivate !== 0 });
}

export function serverRoleOf(database: Database, userKey: number): ServerRole {
  const row = database.one<{ role: ServerRole }>("SELECT server_role AS role FROM accounts WHERE user_key = ?", userKey);
  return row?.role ?? "member";
}

/** Whether a member may do it. The role on the server is read only where that in the conversation is not enough: most never need it. */
export function memberMayIn(database: Database, member: WithRole, action: Action, log: KnownLog): boolean {
  if (log.kind === "user") return false;
  const place = { id: log.id, kind: log.kind };
  return may(member.role, action, place) || may(standingIn(database, member, log), action, place);
}
