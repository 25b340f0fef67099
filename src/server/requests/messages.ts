import { dataBytes } from "../messages/content.ts";
import type { RequestContext } from "./context.ts";
import type { RequestHandler } from "./request.ts";

/** Sending messages, history, and read markers. */
export function messageRequests({ messages, writeLimiter, raidPace, load, receiverCount }: RequestContext) {
  const send: RequestHandler<"send"> = async (actor, input) => {
    const { clientMessageId, conversationId, text, data } = input;
    writeLimiter.spend(actor.userId);
    if (raidPace.isOn) await raidPace.spend(actor.userId);
    load.message(actor, conversationId, Buffer.byteLength(text) + dataBytes(data), receiverCount(conversationId));
    const { seq, at, isDuplicate } = await messages.send(actor.user, input);
    return { type: "sent", clientMessageId, conversationId, seq, at, isDuplicate };
  };

  const history: RequestHandler<"history"> = async ({ user }, { requestId, conversationId, changes, ...range }) => {
    const { before, after, since, limit } = range;
    const isWithoutChanges = changes === false;
    const page = await messages.history(user, conversationId, { before, after, since, limit, isWithoutChanges });
    const { floor, head, first, last, events } = page;
    return { type: "history-page", requestId, conversationId, floor, head, first, last, events: [...events] };
  };

  // Free of the pace: a marker only moves forward, up to the head, so there is less to write than others wrote.
  const read: RequestHandler<"read"> = async ({ user }, { conversationId, seq }) => {
    await messages.markRead(user, conversationId, seq);
    return undefined;
  };

  return { send, history, read };
}
