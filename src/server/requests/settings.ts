import { READ_ALL_COST } from "../limits/load.ts";
import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** A user's own view of their conversations [P100, P101], and what others see of it [P24f]. */
export function settingsRequests(context: RequestContext) {
  const { conversations, messages, load } = context;

  const configure: RequestHandler<"configure"> = async (actor, { type: _, requestId, ...change }) => {
    spendWrite(context, actor);
    await conversations.configure(actor.user, change);
    return { type: "done", requestId };
  };

  const readAll: RequestHandler<"read-all"> = async (actor, { requestId }) => {
    spendWrite(context, actor);
    load.work(actor, READ_ALL_COST);
    await messages.readAll(actor.user);
    return { type: "done", requestId };
  };

  const shareReads: RequestHandler<"share-reads"> = async (actor, { requestId, isShared }) => {
    spendWrite(context, actor);
    await messages.shareReads(actor.user, isShared);
    return { type: "done", requestId };
  };

  return { configure, "read-all": readAll, "share-reads": shareReads };
}
