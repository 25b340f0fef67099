import * as v from "valibot";
import { bot } from "../bots.ts";
import { requestId } from "../ids.ts";

/** The answer to `create-bot` and `reset-bot-token`: the one time that the token is shown. */
export const botReply = v.object({ type: v.literal("bot"), requestId, bot, token: v.string() });
/** The answer to `bots`: by the time at which they were made, at most `botsPerRoomMax`. */
export const botList = v.object({ type: v.literal("bot-list"), requestId, bots: v.array(bot) });
