import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Making rooms and private conversations, coming in and leaving. */
export function membershipRequests(context: RequestContext) {
  const { conversations, presence, writeLimiter, profileLimiter, load, receiverCount } = context;

  const createRoom: RequestHandler<"create-room"> = async (actor, { requestId, ...room }) => {
    spendWrite(context, actor);
    if (room.picture) profileLimiter.spend(actor.userId);
    return { type: "conversation", requestId, conversation: await conversations.createRoom(actor.user, room) };
  };

  // All members are told of it, so it costs what a message costs.
  const describeRoom: RequestHandler<"describe-room"> = async (actor, { requestId, conversationId, ...looks }) => {
    writeLimiter.spend(actor.userId);
    if (looks.picture) profileLimiter.spend(actor.userId);
    load.message(actor, conversationId, Buffer.byteLength(looks.description ?? ""), receiverCount(conversationId));
    await conversations.describeRoom(actor.user, conversationId, looks);
    return { type: "done", requestId };
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

  return { "create-room": createRoom, "describe-room": describeRoom, join, leave, "open-direct": openDirect };
}
