import * as v from "valibot";
import { bot } from "../../../protocol/bots.ts";
import { createBot } from "../../../protocol/frames/bots.ts";
import { conversationId, userId } from "../../../protocol/ids.ts";
import { bodyOf } from "./fields.ts";
import { operation } from "./operation.ts";

const tag = "bots";
const path = "/conversations/:conversationId/bots";
const { nickname, scopes } = createBot.entries;
/** The one time that the token is shown. */
const withToken = v.object({ bot, token: v.string() });

export const botOperations = [
  operation("POST", path, "createBot", {
    ...{ tag, summary: "Make a bot of a room, as its owner; its token is shown this once." },
    input: { conversationId, nickname, scopes },
    answer: withToken,
    errors: ["not-found", "not-allowed", "nickname-invalid", "nickname-taken", "too-many-bots"],
    run: async (input, { ask }) => bodyOf(await ask("create-bot", input)),
  }),
  operation("GET", path, "listBots", {
    ...{ tag, summary: "List the bots of a room, as its owner." },
    input: { conversationId },
    answer: v.object({ bots: v.array(bot) }),
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => ({ bots: (await ask("bots", input)).bots }),
  }),
  operation("POST", `${path}/:userId/token`, "resetBotToken", {
    ...{ tag, summary: "Give a bot another token, as the room's owner; the one before ends at once." },
    input: { conversationId, userId },
    answer: withToken,
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => bodyOf(await ask("reset-bot-token", input)),
  }),
  operation("DELETE", `${path}/:userId`, "deleteBot", {
    ...{ tag, summary: "Delete a bot, as the room's owner; its messages stay." },
    input: { conversationId, userId },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("delete-bot", input)),
  }),
];
