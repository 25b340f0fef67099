import type { Bot, BotScope } from "../../../protocol/bots.ts";
import { botScopes } from "../../../protocol/bots.ts";
import { type PersonRow, personOf } from "./person-rows.ts";

export interface BotRow extends PersonRow {
  readonly key: number;
  readonly scopes: string;
  readonly conversationId: string | null;
  readonly makerId: string | null;
  readonly makerNickname: string | null;
  readonly makerTone: number | null;
  readonly makerPicture: string | null;
  readonly createdAt: number;
  readonly hasToken: number;
}

/** A condition follows with WHERE. */
export const botsSql = `
  SELECT bots.user_key AS key, users.id, users.nickname, users.tone, users.picture, bots.scopes, logs.id AS conversationId,
    makers.id AS makerId, makers.nickname AS makerNickname, makers.tone AS makerTone, makers.picture AS makerPicture,
    bots.created_at AS createdAt,
    CASE WHEN EXISTS (SELECT 1 FROM sessions WHERE sessions.user_key = bots.user_key) THEN 1 ELSE 0 END AS hasToken
  FROM bots JOIN users ON users.key = bots.user_key LEFT JOIN logs ON logs.key = bots.room_key
  LEFT JOIN users AS makers ON makers.key = bots.maker_key`;

export function botOf(row: BotRow): Bot {
  const { makerId, makerNickname, makerTone: tone, makerPicture: picture } = row;
  return {
    user: personOf(row),
    scopes: scopesOf(row.scopes),
    ...(row.conversationId !== null && { conversationId: row.conversationId }),
    ...(makerId !== null &&
      makerNickname !== null && { maker: personOf({ id: makerId, nickname: makerNickname, tone, picture }) }),
    createdAt: row.createdAt,
    hasToken: row.hasToken === 1,
  };
}

export function scopesText(scopes: readonly BotScope[]): string {
  return scopes.join(" ");
}

/** A scope of a newer server grants nothing. */
export function scopesOf(text: string): BotScope[] {
  const words = text.split(" ");
  return botScopes.filter((scope) => words.includes(scope));
}
