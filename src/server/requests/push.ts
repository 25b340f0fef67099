import { ShoalError } from "../../protocol/errors.ts";
import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Where push messages of the asking session go [P130]. */
export function pushRequests(context: RequestContext) {
  const subscribe: RequestHandler<"subscribe-push"> = async (actor, { type: _, requestId, ...settings }) => {
    spendWrite(context, actor);
    await pushOf(context).subscribe(actor.sessionId, settings);
    return { type: "done", requestId };
  };

  const unsubscribe: RequestHandler<"unsubscribe-push"> = async (actor, { requestId, endpoint }) => {
    spendWrite(context, actor);
    await pushOf(context).unsubscribe(actor.userId, endpoint);
    return { type: "done", requestId };
  };

  return { "subscribe-push": subscribe, "unsubscribe-push": unsubscribe };
}

function pushOf({ push }: RequestContext): NonNullable<RequestContext["push"]> {
  if (push === undefined) throw new ShoalError("unsupported", { message: "This server sends no push messages." });
  return push;
}
