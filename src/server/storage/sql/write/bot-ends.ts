import { LOBBY_ID } from "../../../../protocol/ids.ts";
import type { EndedSession } from "../../bot-records.ts";
import type { PersonRow } from "../person-rows.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

type User = PersonRow & { readonly key: number };

const columns = "users.key, users.id, users.nickname, users.tone, users.picture";

/** The bots that leave a room with a user: those of the room that the user answers for [P219]. */
export function botsLeavingWith({ database }: Transaction, log: OpenLog, user: User): User[] {
  return database.all<User>(
    `SELECT ${columns} FROM bots JOIN users ON users.key = bots.user_key JOIN memberships ON memberships.user_key = bots.user_key
     WHERE bots.maker_key = ? AND bots.room_key = ? AND memberships.conversation_key = bots.room_key`,
    ...([user.key, log.key] as const),
  );
}

/** The members of a room in which there are no people any more. The lobby keeps its bots. */
export function botsLeft({ database }: Transaction, log: OpenLog): User[] {
  if (log.id === LOBBY_ID) return [];
  return database.all<User>(
    `SELECT ${columns} FROM memberships JOIN users ON users.key = memberships.user_key WHERE conversation_key = ? ORDER BY joined_seq`,
    log.key,
  );
}

/** Everything of the user's that is a bot's, where they are one and the room is theirs, or no room is named: it is no bot any more, and its nickname is free. */
export function endBot({ database }: Transaction, user: { readonly key: number }, log?: OpenLog): void {
  const ended =
    log === undefined
      ? database.run("DELETE FROM bots WHERE user_key = ?", user.key)
      : database.run("DELETE FROM bots WHERE user_key = ? AND room_key = ?", user.key, log.key);
  if (ended === 0) return;
  database.run("DELETE FROM sessions WHERE user_key = ?", user.key);
  database.run(
    "UPDATE users SET is_account = 0, status = NULL, nickname_key = NULL, nickname_skeleton = NULL WHERE key = ?",
    user.key,
  );
}

/** Whose data is deleted with the user's. */
export function botsMadeBy(
  { database }: Transaction,
  user: { readonly key: number },
): (User & { readonly nicknameKey: string })[] {
  return database.all<User & { nicknameKey: string }>(
    `SELECT ${columns}, users.nickname_key AS nicknameKey FROM bots JOIN users ON users.key = bots.user_key WHERE maker_key = ?`,
    user.key,
  );
}

/** Of a maker who is banned from the server: a new token brings a bot back. */
export function endBotSessionsOf({ database }: Transaction, maker: { readonly key: number }): EndedSession[] {
  const sessions = database.all<EndedSession>(
    `SELECT users.id AS userId, sessions.id AS sessionId FROM bots
     JOIN sessions ON sessions.user_key = bots.user_key JOIN users ON users.key = bots.user_key WHERE maker_key = ?`,
    maker.key,
  );
  database.run("DELETE FROM sessions WHERE user_key IN (SELECT user_key FROM bots WHERE maker_key = ?)", maker.key);
  return sessions;
}
