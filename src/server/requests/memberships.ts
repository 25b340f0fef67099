import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Making rooms and private conversations, coming in and leaving. */
export function membershipRequests(context: RequestContext) {
  const { conversations, presence } = context;

  const createRoom: RequestHandler<"create-room"> = async (actor, { requestId, name, isPrivate }) => {
    spendWrite(context, actor);
    return { type: "conversation", requestId, conversation: await conversations.createRoom(actor.user, name, isPrivate) };
  };

  const join: RequestHandler<"join"> = async (actor, { requestId, conversationId }) => {
    spendWrite(context, actor);
    return { type: "conversation", requestId, conversation: await conversations.join(actor.user, conversationId) };
  };

  const leave: RequestHandler<"leave"> = async (actor, { requestId, conversationId }) => {
    spendWrite(context, actor);
    await conversations.leave(actor.user, conversationId);
    return { type: "done", requestId };
  };

  const openDirect: RequestHandler<"open-direct"> = async (actor, { requestId, userId }) => {
    spendWrite(context, actor);
    const conversation = await conversations.openDirect(actor.user, userId);
    // The peer is not told of it before its first message, and can be seen there all the same.
    presence.joined(userId, conversation.id);
    return { type: "conversation", requestId, conversation };
  };

  return { "create-room": createRoom, join, leave, "open-direct": openDirect };
}
