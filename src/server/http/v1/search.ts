import * as v from "valibot";
import { foundMessage, mentions, search, searchResult } from "../../../protocol/frames/message-lists.ts";
import { pageCursor } from "./fields.ts";
import { operation } from "./operation.ts";

const tag = "search";
const { query, conversationId, utcOffsetMinutes, limit } = search.entries;

export const searchOperations = [
  operation("GET", "/search", "searchMessages", {
    ...{ tag, summary: "Find messages by their words, in all conversations of the user or in one, the newest first." },
    input: { query, conversationId, utcOffsetMinutes, limit, cursor: pageCursor },
    answer: v.object({ results: v.array(searchResult), next: pageCursor }),
    errors: ["not-found"],
    pace: "searches",
    run: async ({ cursor, ...input }, { ask }) => {
      const { results, next } = await ask("search", { ...input, after: cursor });
      return { results, next };
    },
  }),
  operation("GET", "/mentions", "listMentions", {
    ...{ tag, summary: "List the messages that mention the user, the newest first." },
    input: { limit: mentions.entries.limit, cursor: pageCursor },
    answer: v.object({ messages: v.array(foundMessage), next: pageCursor }),
    run: async ({ limit, cursor }, { ask }) => {
      const { messages, next } = await ask("mentions", { limit, after: cursor });
      return { messages, next };
    },
  }),
];
