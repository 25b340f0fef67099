import { ShoalError } from "../../../../protocol/errors.ts";
import type { RoomAct } from "../../moderation-records.ts";
import { personOf } from "../person-rows.ts";
import { rulesOf } from "../rules-rows.ts";
import { type Member, memberOf } from "./members.ts";
import { type Actor, requireActor, requireMemberMay } from "./standing.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

/** Only what a moderator does to others is in the audit log; hands are not even that. */
export function raiseHand(transaction: Transaction, act: RoomAct): void {
  const { log, member } = requireActor(transaction, act, "raise-hand");
  const room = transaction.database.one<{ rules: string | null }>("SELECT rules FROM rooms WHERE key = ?", log.key);
  if (rulesOf(room?.rules ?? null).hasHands !== true) throw new ShoalError("hands-off");
  if (!setHand(transaction, log, member, act.at)) return;
  const user = personOf(member);
  transaction.append(log, member.key, { type: "hand", at: act.at, by: user, user, isRaised: true });
}

export function lowerHand(
  transaction: Transaction,
  { userId, isOfAll, ...act }: RoomAct & { userId?: string | undefined; isOfAll?: boolean | undefined },
): void {
  const actor = requireActor(transaction, act, "raise-hand");
  const { log, member } = actor;
  const isOwn = isOfAll !== true && (userId ?? member.id) === member.id;
  if (!isOwn) requireMemberMay(transaction, member, "lower-hand", log);
  if (isOfAll === true) {
    lowerAllHands(transaction, actor, act.at);
    return;
  }
  const target = isOwn ? member : memberOf(transaction, log, userId ?? "");
  if (!target) throw new ShoalError("not-found");
  if (!setHand(transaction, log, target, null)) return;
  transaction.append(log, member.key, {
    type: "hand",
    at: act.at,
    by: personOf(member),
    user: personOf(target),
    isRaised: false,
  });
}

export function lowerAllHands(transaction: Transaction, { log, member }: Actor, at: number): void {
  const lowered = transaction.database.run(
    "UPDATE memberships SET hand_raised_at = NULL WHERE conversation_key = ? AND hand_raised_at IS NOT NULL",
    log.key,
  );
  if (lowered > 0) transaction.append(log, member.key, { type: "hand", at, by: personOf(member), isRaised: false });
}

/** Whether that changed anything. */
function setHand({ database }: Transaction, log: OpenLog, member: Member, raisedAt: number | null): boolean {
  const changed = database.run(
    "UPDATE memberships SET hand_raised_at = ?1 WHERE conversation_key = ?2 AND user_key = ?3 AND (hand_raised_at IS NULL) <> (?1 IS NULL)",
    ...([raisedAt, log.key, member.key] as const),
  );
  return changed > 0;
}
