import { botLimits } from "../../protocol/bots.ts";
import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Bots of a room, for its owner [P215–P219]. */
export function botRequests(context: RequestContext) {
  const { bots, inviteLimiter } = context;

  // A bot takes a nickname of the whole server, and joins: it costs what asking others costs.
  const create: RequestHandler<"create-bot"> = async (actor, { requestId, conversationId, nickname, scopes }) => {
    spendWrite(context, actor);
    inviteLimiter.spend(actor.userId);
    return { type: "bot", requestId, ...(await bots.create({ actorId: actor.userId, conversationId }, nickname, scopes)) };
  };

  const list: RequestHandler<"bots"> = async (actor, { requestId, conversationId }) => {
    const { items } = await bots.list({ actorId: actor.userId, conversationId }, { limit: botLimits.botsPerRoomMax });
    return { type: "bot-list", requestId, bots: [...items] };
  };

  const resetToken: RequestHandler<"reset-bot-token"> = async (actor, { requestId, conversationId, userId }) => {
    spendWrite(context, actor);
    return { type: "bot", requestId, ...(await bots.resetToken({ actorId: actor.userId, conversationId }, userId)) };
  };

  const remove: RequestHandler<"delete-bot"> = async (actor, { requestId, conversationId, userId }) => {
    spendWrite(context, actor);
    await bots.delete({ actorId: actor.userId, conversationId }, userId);
    return { type: "done", requestId };
  };

  return { "create-bot": create, bots: list, "reset-bot-token": resetToken, "delete-bot": remove };
}
