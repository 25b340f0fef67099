import { LOBBY_ID } from "../../protocol/ids.ts";
import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** The user's own profile, the cards of others, and blocks [P110–P112]. */
export function profileRequests(context: RequestContext) {
  const { profiles, presence, profileLimiter, load, receiverCount } = context;

  const update: RequestHandler<"update-profile"> = async (actor, { requestId, nickname, tone, status, picture }) => {
    spendWrite(context, actor);
    profileLimiter.spend(actor.userId);
    // Everyone in the lobby is told of a nickname, a tone and a picture.
    const bytes = Buffer.byteLength(nickname ?? "");
    const isTold = nickname !== undefined || tone !== undefined || picture !== undefined;
    if (isTold) load.message(actor, LOBBY_ID, bytes, receiverCount(LOBBY_ID));
    await profiles.update(actor.user, { nickname, tone, status, picture });
    return { type: "done", requestId };
  };

  const person: RequestHandler<"person"> = async ({ user }, { requestId, userId }) => ({
    type: "person-card",
    requestId,
    ...(await profiles.card(user, userId, (id) => presence.isOnline(id))),
  });

  const block: RequestHandler<"block"> = async (actor, { requestId, userId }) => {
    spendWrite(context, actor);
    await profiles.block(actor.user, userId);
    return { type: "done", requestId };
  };

  const unblock: RequestHandler<"unblock"> = async (actor, { requestId, userId }) => {
    spendWrite(context, actor);
    await profiles.unblock(actor.user, userId);
    return { type: "done", requestId };
  };

  return { "update-profile": update, person, block, unblock };
}
