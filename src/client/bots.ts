import * as v from "valibot";
import type { Bot, BotScope } from "../protocol/bots.ts";
import { ShoalError } from "../protocol/errors.ts";
import { botList, botReply } from "../protocol/frames/bot-replies.ts";
import { error } from "../protocol/frames/error.ts";
import { done } from "../protocol/frames/membership.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import { paths } from "../protocol/http.ts";
import { call, type RequestOptions, refusalOf } from "./http-call.ts";

/** A bot with its token. */
export interface BotWithToken {
  /** The bot. */
  bot: Bot;
  /** Its token, for `ShoalClient`: 53 characters that begin with `shb_`. The server shows it this once; keep it like a password. */
  token: string;
}

/** A bot that is not there yet. */
export interface BotOptions {
  /** The room whose member it will be, and the only one. */
  readonly conversationId: string;
  /** Its public name, like every nickname: 1 to 32 visible characters, and no other user's. */
  readonly nickname: string;
  /** `read` and `write`: what it may do in its room. */
  readonly scopes: readonly BotScope[];
}

/** A bot of a room. */
export interface BotOfRoom {
  /** The room. */
  readonly conversationId: string;
  /** The id of the bot: `bot.user.id`. */
  readonly userId: string;
}

/** Of the one request of a call. */
const requestId = 1;

/**
 * Makes a bot of a room, for its owner. It is a member of that room and of no other, and is no more when it leaves, or when the user who made its token does. Throws
 * `nickname-invalid`, `nickname-taken`, `too-many-bots` (20 of a room, 50 of a user), `not-found` outside of the user's conversations, `not-allowed` for users who do
 * not own the room, and `unsupported` where the server is too old. When the answer is lost, `listBots` shows whether the bot is there, and `resetBotToken` gives it a token.
 * Bots of the whole server are made in its administration.
 * @example
 * const { token } = await createBot(url, { conversationId: room.id, nickname: "builds", scopes: ["read", "write"] }, { token: own });
 * await new ShoalClient(url, { token }).send(room.id, "The build is green.");
 */
export async function createBot(url: string, bot: BotOptions, options: RequestOptions = {}): Promise<BotWithToken> {
  const { conversationId, nickname, scopes } = bot;
  return withToken(
    await ask(url, { type: "create-bot", requestId, conversationId, nickname, scopes: [...scopes] }, botReply, options),
  );
}

/**
 * The bots of a room, by the time at which they were made; for its owner. Throws like `createBot`.
 * @example for (const { user, hasToken } of await listBots(url, room.id, { token })) console.log(user.nickname, hasToken);
 */
export async function listBots(url: string, conversationId: string, options: RequestOptions = {}): Promise<Bot[]> {
  return (await ask(url, { type: "bots", requestId, conversationId }, botList, options)).bots;
}

/**
 * Gives a bot another token. The one before ends at once, and so do connections by it. The user answers for the bot from then on. Throws like `createBot`.
 * @example const { token } = await resetBotToken(url, { conversationId: room.id, userId: bot.user.id }, { token: own });
 */
export async function resetBotToken(url: string, bot: BotOfRoom, options: RequestOptions = {}): Promise<BotWithToken> {
  const { conversationId, userId } = bot;
  return withToken(await ask(url, { type: "reset-bot-token", requestId, conversationId, userId }, botReply, options));
}

/**
 * Deletes a bot and its token. Its messages stay. Throws like `createBot`, and `not-found` for a bot that is not there.
 * @example await deleteBot(url, { conversationId: room.id, userId: bot.user.id }, { token });
 */
export async function deleteBot(url: string, bot: BotOfRoom, options: RequestOptions = {}): Promise<void> {
  const { conversationId, userId } = bot;
  await ask(url, { type: "delete-bot", requestId, conversationId, userId }, done, options);
}

function withToken({ bot, token }: v.InferOutput<typeof botReply>): BotWithToken {
  return { bot, token };
}

/** One request without a connection [P36]: few programs manage bots, and a client has no methods for it. */
async function ask<Schema extends v.GenericSchema>(
  url: string,
  frame: UpFrameInput,
  schema: Schema,
  options: RequestOptions,
): Promise<v.InferOutput<Schema>> {
  const response = await call(url, paths.frames, "POST", options, frame);
  if (!response.ok) throw await refusalOf(response);
  const answer: unknown = await response.json().catch(() => undefined);
  if (v.is(schema, answer)) return v.parse(schema, answer);
  const refused = v.safeParse(error, answer);
  if (!refused.success) throw new ShoalError("unavailable", { message: "What answers at that address is not a Shoal server." });
  const { code, ...rest } = refused.output;
  throw new ShoalError(code, rest);
}
