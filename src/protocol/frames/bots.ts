import * as v from "valibot";
import { bot, newBotScopes } from "../bots.ts";
import { botToken, conversationId, requestId, userId } from "../ids.ts";

const ofRoom = { requestId, conversationId };
const onBot = { ...ofRoom, userId };

/** Make a bot that is a member of this room and of no other [P215]. */
export const createBot = v.object({ type: v.literal("create-bot"), ...ofRoom, nickname: v.string(), scopes: newBotScopes });
/** The bots of a room. */
export const bots = v.object({ type: v.literal("bots"), ...ofRoom });
/** Give a bot of the room another token. The one before ends [P218]. */
export const resetBotToken = v.object({ type: v.literal("reset-bot-token"), ...onBot });
/** Its messages stay [P219]. */
export const deleteBot = v.object({ type: v.literal("delete-bot"), ...onBot });

/** The answer to `create-bot` and `reset-bot-token`: the one time that the token is shown. */
export const botReply = v.object({ type: v.literal("bot"), requestId, bot, token: botToken });
/** The answer to `bots`: by the time at which they were made, at most `botsPerRoomMax`. */
export const botList = v.object({ type: v.literal("bot-list"), requestId, bots: v.array(bot) });
