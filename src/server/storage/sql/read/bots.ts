import type { Bot } from "../../../../protocol/bots.ts";
import type { BotAct } from "../../bot-records.ts";
import { type BotRow, botOf, botsSql } from "../bot-rows.ts";
import type { Database } from "../database.ts";
import { requireServerActor } from "../server-actors.ts";
import { requireStanding } from "./moderation.ts";

type Query = Omit<BotAct, "at"> & { readonly after?: string | undefined; readonly limit: number };

export const botsPageSql = `${botsSql}
  WHERE bots.user_key > ?1 AND (CAST(?2 AS BIGINT) IS NULL OR bots.room_key = ?2) ORDER BY bots.user_key LIMIT ?3`;

export function listBots(database: Database, query: Query): { readonly items: Bot[]; readonly next?: string } {
  const { limit } = query;
  const roomKey = managedRoom(database, query);
  const rows = database.all<BotRow>(botsPageSql, Number(query.after ?? 0) || 0, roomKey, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(botOf), ...(rows.length > limit && last !== undefined && { next: String(last.key) }) };
}

/** The room's key; `null` for the whole server. Throws `not-found`, `not-allowed`. */
function managedRoom(database: Database, { actorId, conversationId }: Query): number | null {
  if (conversationId !== undefined && actorId !== undefined) {
    return requireStanding(database, { actorId, conversationId }, "manage-bots");
  }
  requireServerActor(database, actorId, "manage-bots");
  return null;
}
