import * as v from "valibot";
import { conversation } from "../../../protocol/conversations.ts";
import { ShoalError } from "../../../protocol/errors.ts";
import { describeRoom } from "../../../protocol/frames/membership.ts";
import { configure } from "../../../protocol/frames/settings.ts";
import { conversationId, seq } from "../../../protocol/ids.ts";
import { operation } from "./operation.ts";

const tag = "conversations";
const { name, description, emoji, picture, isPrivate } = describeRoom.entries;
const { isPinned, isArchived, notify, isMarkedUnread } = configure.entries;

export const conversationOperations = [
  operation("GET", "/conversations", "listConversations", {
    ...{ tag, summary: "List the rooms and private conversations that the user is in, with their unread counts." },
    input: {},
    answer: v.object({ conversations: v.array(conversation) }),
    run: async (_, { list }) => ({ conversations: [...(await list()).conversations] }),
  }),
  operation("GET", "/conversations/:conversationId", "getConversation", {
    ...{ tag, summary: "Read one conversation as the user sees it." },
    input: { conversationId },
    answer: conversation,
    errors: ["not-found"],
    run: async ({ conversationId }, { list }) => {
      const found = (await list()).conversations.find(({ id }) => id === conversationId);
      if (found === undefined) throw new ShoalError("not-found");
      return found;
    },
  }),
  operation("PATCH", "/conversations/:conversationId", "describeRoom", {
    ...{
      tag,
      summary: "Change the name, the description, the emoji, the picture or the privacy of a room; a missing field stays.",
    },
    input: { conversationId, name, description, emoji, picture, isPrivate },
    errors: [
      ...(["not-found", "not-allowed", "room-name-invalid", "room-name-taken", "room-description-invalid"] as const),
      ...(["emoji-invalid", "file-not-found", "picture-invalid", "picture-too-large"] as const),
    ],
    run: async (input, { ask }) => void (await ask("describe-room", input)),
  }),
  operation("PATCH", "/conversations/:conversationId/settings", "configureConversation", {
    ...{ tag, summary: "Change the user's own settings of a conversation; a missing field stays." },
    input: { conversationId, isPinned, isArchived, notify, isMarkedUnread },
    errors: ["not-found", "too-many-pinned-conversations"],
    run: async (input, { ask }) => void (await ask("configure", input)),
  }),
  operation("PUT", "/conversations/:conversationId/read-marker", "markRead", {
    ...{ tag, summary: "Mark everything up to a place of the log as read; a marker never goes back." },
    input: { conversationId, seq },
    errors: ["not-found"],
    pace: "none",
    run: async (input, { ask }) => void (await ask("read", input)),
  }),
  operation("PUT", "/read-markers", "markAllRead", {
    ...{ tag, summary: "Mark everything in all conversations as read." },
    input: {},
    run: async (_, { ask }) => void (await ask("read-all", {})),
  }),
];
