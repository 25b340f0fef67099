import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import type { Person } from "../../../../protocol/people.ts";
import type { ServerAction } from "../../../../protocol/permissions.ts";
import type { RetentionChange } from "../../../../protocol/retention.ts";
import type { RoomAdminAct } from "../../room-admin-records.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { requireServerActor, type ServerActor } from "../server-actors.ts";
import { endInvitationsBy } from "./asked.ts";
import { audit } from "./audit.ts";
import { endBot } from "./bot-ends.ts";
import { memberOf } from "./members.ts";
import { anyUser, requirePerson } from "./people.ts";
import { changeRules, refreshGuard, roomRulesOf } from "./rules.ts";
import { type OpenLog, ownLog, type Transaction } from "./transaction.ts";

interface OpenAct {
  readonly actor: ServerActor;
  readonly log: OpenLog;
  /** Missing for the operator. */
  readonly by: { readonly by?: Person };
}

export function archiveRoom(transaction: Transaction, { isArchived, ...act }: RoomAdminAct & { isArchived: boolean }): void {
  const { actor, log, by } = openAct(transaction, act, "archive-room");
  const before = roomRulesOf(transaction, log);
  if (before.isArchived === isArchived) return;
  transaction.database.run("UPDATE rooms SET is_archived = ? WHERE key = ?", isArchived ? 1 : 0, log.key);
  refreshGuard(transaction, log);
  const { at } = act;
  transaction.append(log, actor.key ?? null, {
    ...{ type: "rules", at, ...by, rules: before.rules },
    ...(isArchived && { isArchived }),
  });
  note(transaction, act, { actor, log, act: isArchived ? "archive-room" : "unarchive-room" });
}

export function deleteRoom(transaction: Transaction, act: RoomAdminAct): void {
  const { actor, log } = openAct(transaction, act, "delete-room");
  const { database } = transaction;
  // No one writes there or enters any more; the name is free; members are removed in steps.
  database.run("UPDATE rooms SET is_private = 1, is_archived = 1 WHERE key = ?", log.key);
  refreshGuard(transaction, log);
  for (const table of ["invite_links", "restrictions", "slow_marks"]) {
    database.run(`DELETE FROM ${table} WHERE conversation_key = ?`, log.key);
  }
  // The copies of reported texts go with the others.
  database.run(
    "UPDATE reports SET resolved_at = ?, resolved_by_key = ?, text = '' WHERE log_key = ? AND resolved_at IS NULL",
    ...([act.at, actor.key ?? null, log.key] as const),
  );
  database.run("INSERT INTO empty_rooms (key) VALUES (?) ON CONFLICT (key) DO NOTHING", log.key);
  note(transaction, act, { actor, log, act: "delete-room" });
}

export function clearDeletedRooms(transaction: Transaction, { limit, at }: { limit: number; at: number }): number {
  const { database } = transaction;
  const rooms = database.all<{ id: string }>(
    `SELECT logs.id FROM empty_rooms JOIN logs USING (key)
     WHERE EXISTS (SELECT 1 FROM memberships WHERE conversation_key = logs.key) ORDER BY logs.key LIMIT ?`,
    limit,
  );
  let left = limit;
  for (const { id } of rooms) {
    if (left === 0) break;
    const log = transaction.log(id);
    if (!log) throw new Error("a deleted room has a log");
    left -= removeMembers(transaction, log, { limit: left, at });
  }
  return limit - left;
}

export function setRoomOwner(transaction: Transaction, { userId, ...act }: RoomAdminAct & { userId: string }): void {
  const { actor, log, by } = openAct(transaction, act, "set-room-owner");
  const member = memberOf(transaction, log, userId);
  if (!member) throw new ShoalError("not-found", { message: "That user is no member of the room." });
  requirePerson(member);
  if (member.role === "owner") return;
  const { database } = transaction;
  database.run("UPDATE memberships SET role = 'moderator' WHERE conversation_key = ? AND role = 'owner'", log.key);
  database.run("UPDATE memberships SET role = 'owner' WHERE user_key = ? AND conversation_key = ?", member.key, log.key);
  const { at } = act;
  transaction.append(log, actor.key ?? null, { type: "role", at, ...by, user: personOf(member), role: "owner" });
  note(transaction, act, { actor, log, act: "set-room-owner", userKey: member.key });
}

export function setRoomRetention(
  transaction: Transaction,
  { days: retentionDays, messages: retentionMessages, ...act }: RoomAdminAct & RetentionChange,
): void {
  const { actor, log, by } = openRoom(transaction, act, "set-room-retention");
  const { at } = act;
  const given = {
    ...(retentionDays !== undefined && { retentionDays }),
    ...(retentionMessages !== undefined && { retentionMessages }),
  };
  if (changeRules(transaction, log, given, { at, actorKey: actor.key, ...by }) === undefined) return;
  audit(transaction, { at, act: "set-room-retention", actorKey: actor.key, conversationKey: log.key, details: given });
}

/** As `openRoom`. Throws `not-allowed` also for the lobby. */
function openAct(transaction: Transaction, act: RoomAdminAct, action: ServerAction): OpenAct {
  const opened = openRoom(transaction, act, action);
  if (opened.log.id === LOBBY_ID) throw new ShoalError("not-allowed", { message: "That cannot be done to the lobby." });
  return opened;
}

/** The room and the actor, who needs not be a member. Throws `not-allowed`, `not-found`, also for a deleted room. */
function openRoom(transaction: Transaction, { actorId, conversationId }: RoomAdminAct, action: ServerAction): OpenAct {
  const { database } = transaction;
  const actor = requireServerActor(database, actorId, action);
  const log = transaction.log(conversationId);
  const isRoom = log?.kind === "room" && database.one("SELECT 1 FROM rooms WHERE key = ? AND name <> ''", log.key) !== undefined;
  if (!log || !isRoom || database.one("SELECT 1 FROM empty_rooms WHERE key = ?", log.key) !== undefined)
    throw new ShoalError("not-found");
  return { actor, log, by: actorId === undefined ? {} : { by: personOf(anyUser(transaction, actorId)) } };
}

function note(
  transaction: Transaction,
  { at }: RoomAdminAct,
  { actor, log, act, userKey }: { actor: ServerActor; log: OpenLog; act: string; userKey?: number },
): void {
  audit(transaction, { at, act, actorKey: actor.key, userKey, conversationKey: log.key });
}

/** Nothing is written to the room's own log, which is erased. */
function removeMembers(transaction: Transaction, log: OpenLog, { limit, at }: { limit: number; at: number }): number {
  const { database } = transaction;
  const members = database.all<PersonRow & { key: number }>(
    `SELECT users.key, users.id, users.nickname FROM memberships INDEXED BY members_by_arrival JOIN users ON users.key = user_key
     WHERE conversation_key = ? ORDER BY joined_seq LIMIT ?`,
    ...([log.key, limit] as const),
  );
  for (const member of members) {
    database.run("DELETE FROM memberships WHERE user_key = ? AND conversation_key = ?", member.key, log.key);
    transaction.append(ownLog(transaction, member), null, { type: "left", at, conversationId: log.id, isRemoved: true });
    endInvitationsBy(transaction, member, log, at);
    endBot(transaction, member, log);
  }
  database.run("UPDATE rooms SET member_count = member_count - ? WHERE key = ?", members.length, log.key);
  return members.length;
}
