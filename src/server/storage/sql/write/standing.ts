import { ShoalError } from "../../../../protocol/errors.ts";
import { type Action, mayActOn, refusalOf } from "../../../../protocol/permissions.ts";
import { memberMayIn, standingIn, type WithRole } from "../standings.ts";
import { type Member, memberOf } from "./members.ts";
import { knownLog, type OpenLog, type Reading, type Transaction } from "./transaction.ts";

/** A member who is about to do something there. */
export interface Actor {
  readonly log: OpenLog;
  readonly member: Member;
}

/** Whether a member may do it. */
export function memberMay(
  { database }: Reading,
  member: WithRole,
  action: Action,
  log: Pick<OpenLog, "key" | "id" | "kind">,
): boolean {
  return memberMayIn(database, member, action, log);
}

/** Throws `not-allowed`, and `not-found` for a log that is no conversation. */
export function requireMemberMay(transaction: Transaction, member: WithRole, action: Action, log: OpenLog): void {
  if (log.kind === "user") throw new ShoalError("not-found");
  if (memberMay(transaction, member, action, log)) return;
  throw new ShoalError(refusalOf(member.role, action, { id: log.id, kind: log.kind }) ?? "not-allowed");
}

/** The actor of a request. Throws `not-found`, `not-allowed`. */
export function requireActor(
  transaction: Transaction,
  { conversationId, actorId }: { readonly conversationId: string; readonly actorId: string },
  action: Action,
): Actor {
  const log = knownLog(transaction, conversationId);
  const member = memberOf(transaction, log, actorId);
  if (!member || log.kind === "user") throw new ShoalError("not-found");
  requireMemberMay(transaction, member, action, log);
  return { log, member };
}

/** Throws `not-allowed` for a user of the same standing or a higher one [P170c]. */
export function requireMayActOn(transaction: Transaction, { log, member }: Actor, other: WithRole): void {
  const { database } = transaction;
  if (!mayActOn(standingIn(database, member, log), standingIn(database, other, log))) throw new ShoalError("not-allowed");
}

/** The member to whom it is done. Throws `not-found`, `not-allowed`. */
export function requireTarget(transaction: Transaction, actor: Actor, userId: string): Member {
  const target = memberOf(transaction, actor.log, userId);
  if (!target) throw new ShoalError("not-found");
  requireMayActOn(transaction, actor, target);
  return target;
}
