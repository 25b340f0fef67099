import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Asking a user into a room, and the answers to that [P90, P91]. */
export function invitationRequests(context: RequestContext) {
  const { conversations, inviteLimiter } = context;

  const invite: RequestHandler<"invite"> = async (actor, { requestId, conversationId, userId }) => {
    spendWrite(context, actor);
    inviteLimiter.spend(actor.userId);
    await conversations.invite(actor.user, conversationId, userId);
    return { type: "done", requestId };
  };

  const withdraw: RequestHandler<"withdraw-invitation"> = async (actor, { requestId, conversationId, userId }) => {
    spendWrite(context, actor);
    await conversations.withdrawInvitation(actor.user, conversationId, userId);
    return { type: "done", requestId };
  };

  const accept: RequestHandler<"accept-invitation"> = async (actor, { requestId, conversationId }) => {
    spendWrite(context, actor);
    return { type: "conversation", requestId, conversation: await conversations.acceptInvitation(actor.user, conversationId) };
  };

  const decline: RequestHandler<"decline-invitation"> = async (actor, { requestId, conversationId }) => {
    spendWrite(context, actor);
    await conversations.declineInvitation(actor.user, conversationId);
    return { type: "done", requestId };
  };

  return { invite, "withdraw-invitation": withdraw, "accept-invitation": accept, "decline-invitation": decline };
}
