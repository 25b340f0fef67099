import * as v from "valibot";
import { conversationEvent } from "../../../protocol/events.ts";
import { broadcastRequest } from "../../../protocol/frames/broadcast.ts";
import { history } from "../../../protocol/frames/history.ts";
import { deleteMessage, edit } from "../../../protocol/frames/message-changes.ts";
import { send, sent } from "../../../protocol/frames/send.ts";
import { conversationId, seq } from "../../../protocol/ids.ts";
import { messageEvent } from "../../../protocol/messages.ts";
import { bodyOf, historyLimit } from "./fields.ts";
import { eventPage, historyCursor, messageAt, messagePage } from "./history-pages.ts";
import { messageIdOf } from "./idempotency-key.ts";
import { operation } from "./operation.ts";

const tag = "messages";
const { after, since } = history.entries;
const pages = { conversationId, limit: historyLimit, cursor: v.optional(historyCursor), after, since };
const { text, mentions, replyTo, files, data } = send.entries;
const { clientMessageId, at, isDuplicate } = sent.entries;

export const messageOperations = [
  operation("GET", "/conversations/:conversationId/messages", "listMessages", {
    ...{ tag, summary: "Read messages: the newest first; with `after` or `since` the oldest first, from there on." },
    input: pages,
    answer: v.object({ messages: v.array(messageEvent), next: v.optional(historyCursor) }),
    errors: ["not-found"],
    run: (input, { ask }) => messagePage(ask, input),
  }),
  operation("POST", "/conversations/:conversationId/messages", "sendMessage", {
    ...{ tag, summary: "Send a message; the answer comes when it is on disk." },
    input: { conversationId, text, mentions, replyTo, files, data },
    answer: v.object({ conversationId, seq, at, clientMessageId, isDuplicate }),
    errors: [
      ...(["not-found", "not-allowed", "conflict", "message-empty", "message-too-large", "mention-invalid"] as const),
      ...([
        "data-too-large",
        "file-not-found",
        "muted",
        "room-locked",
        "room-archived",
        "slow-mode",
        "links-not-allowed",
      ] as const),
      ...(["files-not-allowed", "private-messages-off", "not-accepted", "user-blocked"] as const),
    ],
    isIdempotentByKey: true,
    run: async (input, { ask, actor, idempotencyKey }) => {
      const clientMessageId = messageIdOf(idempotencyKey, { userId: actor.userId, conversationId: input.conversationId });
      return bodyOf(await ask("send", { ...input, clientMessageId }));
    },
    location: ({ isDuplicate, conversationId, seq }) => (isDuplicate ? undefined : messagePath(conversationId, seq)),
  }),
  operation("GET", "/conversations/:conversationId/messages/:seq", "getMessage", {
    ...{ tag, summary: "Read one message in its present state." },
    input: { conversationId, seq },
    answer: messageEvent,
    errors: ["not-found"],
    run: ({ conversationId, seq }, { ask }) => messageAt(ask, conversationId, seq),
  }),
  operation("PATCH", "/conversations/:conversationId/messages/:seq", "editMessage", {
    ...{ tag, summary: "Replace the text of one's own message, and its data where that is given." },
    input: { conversationId, seq, text: edit.entries.text, mentions: edit.entries.mentions, data: edit.entries.data },
    errors: [
      ...(["not-found", "not-allowed", "message-empty", "message-too-large", "message-deleted"] as const),
      ...(["data-too-large", "mention-invalid", "muted", "room-locked", "room-archived", "links-not-allowed"] as const),
    ],
    run: async (input, { ask }) => void (await ask("edit", input)),
  }),
  operation("DELETE", "/conversations/:conversationId/messages/:seq", "deleteMessage", {
    ...{ tag, summary: "Delete a message for good: one's own, or as a moderator that of another user." },
    input: { conversationId, seq, reason: deleteMessage.entries.reason },
    errors: ["not-found", "not-allowed", "reason-invalid"],
    run: async (input, { ask }) => void (await ask("delete", input)),
  }),
  operation("POST", "/conversations/:conversationId/broadcasts", "broadcast", {
    ...{ tag, summary: "Hand an event of a program to the members who watch a conversation; it is not stored." },
    input: { conversationId, name: broadcastRequest.entries.name, data: broadcastRequest.entries.data },
    errors: [
      ...(["not-found", "not-allowed", "data-too-large", "muted", "room-locked", "room-archived"] as const),
      ...(["private-messages-off", "not-accepted", "user-blocked"] as const),
    ],
    run: async (input, { ask }) => void (await ask("broadcast", input)),
  }),
  operation("GET", "/conversations/:conversationId/events", "listEvents", {
    ...{ tag, summary: "Read everything that happened in a conversation, without holes, in the order of `listMessages`." },
    input: pages,
    answer: v.object({ events: v.array(conversationEvent), next: v.optional(historyCursor) }),
    errors: ["not-found"],
    run: (input, { ask }) => eventPage(ask, input),
  }),
];

function messagePath(conversationId: string, seq: number): string {
  return `/conversations/${conversationId}/messages/${seq}`;
}
