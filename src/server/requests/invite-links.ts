import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Links into rooms [P94, P95]. */
export function inviteLinkRequests(context: RequestContext) {
  const { inviteLinks, inviteLimiter } = context;

  const create: RequestHandler<"create-invite-link"> = async (actor, { requestId, conversationId, ...options }) => {
    spendWrite(context, actor);
    inviteLimiter.spend(actor.userId);
    return { type: "invite-link", requestId, link: await inviteLinks.create(actor.user, conversationId, options) };
  };

  const list: RequestHandler<"invite-links"> = async (actor, { requestId, conversationId }) => {
    return { type: "invite-link-list", requestId, links: await inviteLinks.list(actor.user, conversationId) };
  };

  const revoke: RequestHandler<"revoke-invite-link"> = async (actor, { requestId, code }) => {
    spendWrite(context, actor);
    await inviteLinks.revoke(actor.user, code);
    return { type: "done", requestId };
  };

  const use: RequestHandler<"use-invite-link"> = async (actor, { requestId, code }) => {
    spendWrite(context, actor);
    return { type: "conversation", requestId, conversation: await inviteLinks.use(actor.user, code) };
  };

  return { "create-invite-link": create, "invite-links": list, "revoke-invite-link": revoke, "use-invite-link": use };
}
