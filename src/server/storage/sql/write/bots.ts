import { type Bot, botLimits } from "../../../../protocol/bots.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import type { BotAct, NewBot } from "../../bot-records.ts";
import type { NewSession } from "../../new-session.ts";
import { type BotRow, botOf, botsSql, scopesText } from "../bot-rows.ts";
import type { PersonRow } from "../person-rows.ts";
import { requireServerActor } from "../server-actors.ts";
import { retire } from "./accounts.ts";
import { audit } from "./audit.ts";
import { addToRoom, openRoom } from "./memberships.ts";
import { expiredHolders } from "./nicknames.ts";
import { requireUnmuted } from "./rules.ts";
import { refreshWritesFrom } from "./server-restrictions.ts";
import { endSessionsBut, insertSession } from "./sessions.ts";
import { requireActor } from "./standing.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

const ROOMS_BOT = "That bot belongs to a room; its owner can reset the token.";

interface ManagedBot extends PersonRow {
  readonly key: number;
  readonly makerKey: number | null;
  readonly roomKey: number | null;
}

/** Who manages bots, and where. */
interface Management {
  /** Missing for the operator. */
  readonly actorKey?: number;
  /** Missing for the whole server. */
  readonly log?: OpenLog;
}

export function createBot(transaction: Transaction, bot: NewBot): Bot {
  const { user, nicknameKey, nicknameSkeleton, scopes, session, at, expiredBefore } = bot;
  const { database } = transaction;
  const management = requireManagement(transaction, bot);
  const { actorKey, log } = management;
  requireFreePlace(transaction, management);
  const holders = expiredHolders(transaction, { key: nicknameKey, skeleton: nicknameSkeleton }, { expiredBefore, at });
  for (const holder of holders) retire(transaction, holder, at);

  const { key } = transaction.createLog(user.id, "user");
  // Like an account it is never let go.
  database.run(
    `INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at, created_at, is_account)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
    ...([key, user.id, user.nickname, nicknameKey, nicknameSkeleton, at, at] as const),
  );
  database.run(
    "INSERT INTO bots (user_key, maker_key, room_key, scopes, created_at) VALUES (?, ?, ?, ?, ?)",
    ...([key, actorKey ?? null, log?.key ?? null, scopesText(scopes), at] as const),
  );
  insertSession(transaction, key, session);
  const home = openRoom(transaction, log ?? knownLog(transaction, LOBBY_ID));
  if (!home) throw new Error("a bot is made in a room");
  addToRoom(transaction, home, { ...user, key, nicknameKey }, { role: "member", at });
  note(transaction, management, { at, act: "create-bot", userKey: key });
  return botWithKey(transaction, key);
}

export function resetBotToken(
  transaction: Transaction,
  { userId, session, ...act }: BotAct & { userId: string; session: Omit<NewSession, "userId"> },
): { bot: Bot; endedSessionIds: string[] } {
  const { database } = transaction;
  const management = requireManagement(transaction, act);
  const { key, makerKey, roomKey } = managedBot(transaction, management, userId);
  // By its token they would read a room that they may be no member of.
  if (roomKey !== null && management.log === undefined) throw new ShoalError("not-allowed", { message: ROOMS_BOT });
  // From now on the actor has what the token gives.
  if (makerKey !== (management.actorKey ?? null)) requireMakersPlace(transaction, management);
  database.run("UPDATE bots SET maker_key = ? WHERE user_key = ?", management.actorKey ?? null, key);
  refreshWritesFrom(transaction, { key });
  const endedSessionIds = endSessionsBut(transaction, key, "");
  insertSession(transaction, key, session);
  note(transaction, management, { at: act.at, act: "reset-bot-token", userKey: key });
  return { bot: botWithKey(transaction, key), endedSessionIds };
}

export function deleteBot(transaction: Transaction, { userId, ...act }: BotAct & { userId: string }): string[] {
  const management = requireManagement(transaction, act);
  const bot = managedBot(transaction, management, userId);
  const endedSessionIds = endSessionsBut(transaction, bot.key, "");
  note(transaction, management, { at: act.at, act: "delete-bot", userKey: bot.key });
  retire(transaction, bot, act.at);
  return endedSessionIds;
}

/** Throws `not-found`, `not-allowed`, `muted`. */
function requireManagement(transaction: Transaction, { actorId, conversationId, at }: BotAct): Management {
  if (conversationId === undefined || actorId === undefined) {
    const { key } = requireServerActor(transaction.database, actorId, "manage-bots");
    return key === undefined ? {} : { actorKey: key };
  }
  const { log, member } = requireActor(transaction, { actorId, conversationId }, "manage-bots");
  requireUnmuted(transaction, member, at);
  return { actorKey: member.key, log };
}

/** Throws `not-found` for a user who is no bot, or not of that room. */
function managedBot({ database }: Transaction, { log }: Management, userId: string): ManagedBot {
  const bot = database.one<ManagedBot>(
    `SELECT users.key, users.id, users.nickname, users.tone, users.picture, maker_key AS makerKey, room_key AS roomKey
     FROM bots JOIN users ON users.key = bots.user_key WHERE bots.user_key = (SELECT key FROM logs WHERE id = ?)`,
    userId,
  );
  if (bot === undefined || (log !== undefined && bot.roomKey !== log.key)) throw new ShoalError("not-found");
  return bot;
}

function requireFreePlace(transaction: Transaction, management: Management): void {
  const { log } = management;
  const { database } = transaction;
  requireMakersPlace(transaction, management);
  const counted =
    log === undefined
      ? database.one<{ count: number }>("SELECT count(*) AS count FROM bots WHERE room_key IS NULL")
      : database.one<{ count: number }>("SELECT count(*) AS count FROM bots WHERE room_key = ?", log.key);
  const max = log === undefined ? botLimits.botsPerServerMax : botLimits.botsPerRoomMax;
  if ((counted?.count ?? 0) >= max) throw new ShoalError("too-many-bots");
}

/** The operator may answer for any number. */
function requireMakersPlace({ database }: Transaction, { actorKey }: Management): void {
  if (actorKey === undefined) return;
  const made = database.one<{ count: number }>("SELECT count(*) AS count FROM bots WHERE maker_key = ?", actorKey);
  if ((made?.count ?? 0) >= botLimits.botsPerMakerMax) throw new ShoalError("too-many-bots");
}

function botWithKey({ database }: Transaction, key: number): Bot {
  const row = database.one<BotRow>(`${botsSql} WHERE bots.user_key = ?`, key);
  if (!row) throw new Error("a bot that was just written is there");
  return botOf(row);
}

function note(
  transaction: Transaction,
  { actorKey, log }: Management,
  { at, act, userKey }: { at: number; act: string; userKey: number },
): void {
  audit(transaction, { at, act, actorKey, userKey, conversationKey: log?.key });
}
