import { isEmptyData } from "../../protocol/custom-data.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { dataBytes, requireData } from "../messages/content.ts";
import type { RequestContext } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Events of programs, for the members who watch a conversation [P227, P228]. Nothing of them is stored. */
export function broadcastRequests({ broadcasts, moderation, broadcastLimiter, raidPace, load }: RequestContext) {
  const broadcast: RequestHandler<"broadcast"> = async (actor, { requestId, conversationId, name, data }) => {
    broadcastLimiter.spend(actor.userId);
    // A raid is no time for what people do not read.
    if (raidPace.isOn) throw new ShoalError("rate-limited");
    load.message(actor, conversationId, dataBytes(data), broadcasts.watcherCount(conversationId));
    requireData(data);
    await moderation.requireSpeech(actor.user, conversationId);
    const content = data !== undefined && !isEmptyData(data) && { data };
    broadcasts.tell({ type: "broadcast", conversationId, by: actor.user, name, ...content });
    return { type: "done", requestId };
  };

  return { broadcast };
}
