import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { DELETED_NICKNAME } from "../../../../protocol/people.ts";
import type { OwnDeletion, UserAct } from "../../people-records.ts";
import { personOf } from "../person-rows.ts";
import { requirePassword } from "./account-claims.ts";
import { retire } from "./accounts.ts";
import { audit } from "./audit.ts";
import { botsMadeBy } from "./bot-ends.ts";
import { activeUser, type KnownUser } from "./people.ts";
import { forgetRestrictionsOf } from "./server-restrictions.ts";
import { requireAnotherAdministrator, requireServerAct } from "./server-standing.ts";
import { endSessionsBut } from "./sessions.ts";
import { knownLog, type Transaction } from "./transaction.ts";

export function deleteUser(transaction: Transaction, act: UserAct): string[] {
  const { actor, user } = requireServerAct(transaction, act, "delete-user");
  audit(transaction, { at: act.at, act: "delete-user", actorKey: actor.key, userKey: user.key });
  return deleteData(transaction, user, act.at);
}

export function deleteOwnData(transaction: Transaction, { userId, sessionId, passwordHash, at }: OwnDeletion): string[] {
  const session = transaction.database.one(
    "SELECT 1 FROM sessions WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?)",
    ...([sessionId, userId] as const),
  );
  if (session === undefined) throw new ShoalError("unauthenticated");
  const user = activeUser(transaction, userId);
  requirePassword(transaction, user.key, passwordHash);
  requireAnotherAdministrator(transaction, user);
  audit(transaction, { at, act: "delete-own-data", actorKey: user.key, userKey: user.key });
  return deleteData(transaction, user, at);
}

/** All that is found at once. Texts, and what belongs to them, follow in steps: see `erasures.ts`. */
function deleteData(transaction: Transaction, user: KnownUser, at: number): string[] {
  const { database } = transaction;
  // What their bots said is theirs. Who is connected as a bot finds it out by its `left` [P219b].
  for (const bot of botsMadeBy(transaction, user)) deleteData(transaction, bot, at);
  const endedSessionIds = endSessionsBut(transaction, user.key, "");
  // From here on nothing that they said is served: readers go by the nickname.
  database.run(
    "UPDATE users SET nickname = ?, tone = NULL, is_account = 0, writes_from = 0 WHERE key = ?",
    ...([DELETED_NICKNAME, user.key] as const),
  );
  const deleted = { key: user.key, id: user.id, nickname: DELETED_NICKNAME };
  transaction.append(knownLog(transaction, LOBBY_ID), user.key, { type: "profile", at, by: personOf(deleted) });
  retire(transaction, deleted, at);
  database.run("DELETE FROM accounts WHERE user_key = ?", user.key);
  forgetRestrictionsOf(transaction, user);
  database.run("DELETE FROM reports WHERE author_key = ?", user.key);
  database.run("UPDATE reports SET reason = NULL WHERE reporter_key = ? AND resolved_at IS NULL", user.key);
  database.run("INSERT INTO doomed_users (user_key) VALUES (?)", user.key);
  return endedSessionIds;
}
