import type { RequestContext } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Pinned messages, who reacted, and the messages that mention the user. */
export function messageListRequests({ messageChanges }: RequestContext) {
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

  return { pins, reactors, mentions };
}
