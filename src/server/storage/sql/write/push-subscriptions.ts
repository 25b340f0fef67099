import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { NewPushSubscription } from "../../push-records.ts";
import type { Transaction } from "./transaction.ts";

export function subscribePush({ database }: Transaction, subscription: NewPushSubscription): void {
  const { sessionId, endpoint, keys, content, level, quiet, silentUntil, at } = subscription;
  const session = database.one<{ userKey: number }>("SELECT user_key AS userKey FROM sessions WHERE id = ?", sessionId);
  if (!session) throw new ShoalError("not-found");
  // A browser has one endpoint: what another user of it asked for ends here.
  database.run("DELETE FROM push_subscriptions WHERE session_id = ? OR endpoint = ?", sessionId, endpoint);
  database.run(
    `DELETE FROM push_subscriptions WHERE user_key = ?1 AND session_id NOT IN
       (SELECT session_id FROM push_subscriptions WHERE user_key = ?1 ORDER BY at DESC LIMIT ?2)`,
    ...([session.userKey, limits.pushSubscriptionsPerUserMax - 1] as const),
  );
  database.run(
    `INSERT INTO push_subscriptions (session_id, user_key, endpoint, p256dh, auth, content, level, quiet, silent_until, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...([sessionId, session.userKey, endpoint, keys.p256dh, keys.auth, content, level] as const),
    ...([quiet === undefined ? null : JSON.stringify(quiet), silentUntil ?? null, at] as const),
  );
}

/** Of that user, or of any when none is given. */
export function unsubscribePush(
  { database }: Transaction,
  { endpoint, userId }: { endpoint: string; userId?: string | undefined },
): void {
  database.run(
    "DELETE FROM push_subscriptions WHERE endpoint = ?1 AND (CAST(?2 AS TEXT) IS NULL OR user_key = (SELECT key FROM logs WHERE id = ?2))",
    ...([endpoint, userId ?? null] as const),
  );
}
