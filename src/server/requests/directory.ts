import type { RequestContext } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Rooms to join, and the members of a conversation. */
export function directoryRequests({ conversations, presence }: RequestContext) {
  const isOnline = (userId: string): boolean => presence.isOnline(userId);

  const rooms: RequestHandler<"rooms"> = async ({ user }, { requestId, ...query }) => ({
    type: "room-list",
    requestId,
    ...(await conversations.rooms(user, query)),
  });

  const members: RequestHandler<"members"> = async ({ user }, { requestId, conversationId, ...query }) => ({
    type: "member-list",
    requestId,
    conversationId,
    ...(await conversations.members(user, conversationId, query, isOnline)),
  });

  return { rooms, members };
}
