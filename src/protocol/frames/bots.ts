import * as v from "valibot";
import { botScopes } from "../bots.ts";
import { conversationId, requestId, userId } from "../ids.ts";

/** Each once, one at least. */
export const newBotScopes = v.pipe(v.array(v.picklist(botScopes)), v.minLength(1), v.maxLength(botScopes.length));

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
