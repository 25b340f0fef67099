import { SEARCH_COST } from "../limits/load.ts";
import type { RequestContext } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Pinned messages, who reacted, the messages that mention the user, and those that match a search. */
export function messageListRequests({ messages, messageChanges, searchLimiter, load }: RequestContext) {
  const pins: RequestHandler<"pins"> = async ({ user }, { requestId, conversationId }) => ({
    type: "pin-list",
    requestId,
    conversationId,
    messages: [...(await messageChanges.pins(user, conversationId))],
  });

  const reactors: RequestHandler<"reactors"> = async ({ user }, { requestId, after, ...reaction }) => {
    const { items, next } = await messageChanges.reactors(user, reaction, after);
    return { type: "reactor-list", requestId, people: [...items], ...(next !== undefined && { next }) };
  };

  const mentions: RequestHandler<"mentions"> = async ({ user }, { requestId, after, limit }) => {
    const { items, next } = await messageChanges.mentions(user, { after, limit });
    return { type: "mention-list", requestId, messages: [...items], ...(next !== undefined && { next }) };
  };

  const search: RequestHandler<"search"> = async (actor, { requestId, type: _, ...request }) => {
    searchLimiter.spend(actor.userId);
    load.work(actor, SEARCH_COST);
    const { items, next } = await messages.search(actor.user, request);
    const results = items.map((item) => ({ ...item, hits: [...item.hits] }));
    return { type: "search-results", requestId, results, ...(next !== undefined && { next }) };
  };

  return { pins, reactors, mentions, search };
}
