import * as v from "valibot";
import { emoji } from "../../../protocol/frames/message-changes.ts";
import { conversationId, seq } from "../../../protocol/ids.ts";
import { messageEvent } from "../../../protocol/messages.ts";
import { person } from "../../../protocol/people.ts";
import { pageCursor } from "./fields.ts";
import { operation } from "./operation.ts";

const tag = "reactions and pins";
const reactionPath = "/conversations/:conversationId/messages/:seq/reactions/:emoji";
const reaction = { conversationId, seq, emoji };
const pinPath = "/conversations/:conversationId/pins/:seq";

export const messageMarkOperations = [
  operation("GET", reactionPath, "listReactors", {
    ...{ tag, summary: "List the users who reacted to a message with an emoji." },
    input: { ...reaction, cursor: pageCursor },
    answer: v.object({ people: v.array(person), next: pageCursor }),
    errors: ["not-found", "emoji-invalid"],
    run: async ({ cursor, ...input }, { ask }) => {
      const { people, next } = await ask("reactors", { ...input, after: cursor });
      return { people, next };
    },
  }),
  operation("PUT", reactionPath, "react", {
    ...{ tag, summary: "React to a message with an emoji; twice is once." },
    input: reaction,
    errors: ["not-found", "emoji-invalid", "message-deleted", "too-many-reactions", "muted", "room-archived"],
    run: async (input, { ask }) => void (await ask("react", input)),
  }),
  operation("DELETE", reactionPath, "unreact", {
    ...{ tag, summary: "Take a reaction back; twice is once." },
    input: reaction,
    errors: ["not-found", "emoji-invalid"],
    run: async (input, { ask }) => void (await ask("unreact", input)),
  }),
  operation("GET", "/conversations/:conversationId/pins", "listPins", {
    ...{ tag, summary: "List the pinned messages of a conversation, the newest pin first." },
    input: { conversationId },
    answer: v.object({ messages: v.array(messageEvent) }),
    errors: ["not-found"],
    run: async (input, { ask }) => ({ messages: (await ask("pins", input)).messages }),
  }),
  operation("PUT", pinPath, "pin", {
    ...{ tag, summary: "Pin a message; twice is once." },
    input: { conversationId, seq },
    errors: ["not-found", "not-allowed", "message-deleted", "too-many-pins"],
    run: async (input, { ask }) => void (await ask("pin", input)),
  }),
  operation("DELETE", pinPath, "unpin", {
    ...{ tag, summary: "Unpin a message; twice is once." },
    input: { conversationId, seq },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("unpin", input)),
  }),
];
