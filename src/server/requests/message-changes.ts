import type { Person } from "../../protocol/people.ts";
import { dataBytes } from "../messages/content.ts";
import type { RequestContext } from "./context.ts";
import type { RequestFrame, RequestHandler } from "./request.ts";

type ChangeType = Extract<RequestFrame["type"], "edit" | "delete" | "react" | "unreact" | "pin" | "unpin">;
type ChangeOf<Type extends ChangeType> = Extract<RequestFrame, { type: Type }>;

/** Changing messages [P40–P45]. All members are told of a change, so it costs what a message costs. */
export function messageChangeRequests({ messageChanges, writeLimiter, load, receiverCount }: RequestContext) {
  function handler<Type extends ChangeType>(
    change: (user: Person, input: ChangeOf<Type>) => Promise<void>,
  ): RequestHandler<Type> {
    return async (actor, input: ChangeOf<ChangeType>) => {
      const byteLength = input.type === "edit" ? Buffer.byteLength(input.text) + dataBytes(input.data) : 0;
      writeLimiter.spend(actor.userId);
      load.message(actor, input.conversationId, byteLength, receiverCount(input.conversationId));
      await change(actor.user, input as ChangeOf<Type>);
      return { type: "done", requestId: input.requestId };
    };
  }

  return {
    edit: handler<"edit">((user, input) => messageChanges.edit(user, input)),
    delete: handler<"delete">((user, input) => messageChanges.delete(user, input)),
    react: handler<"react">((user, input) => messageChanges.react(user, input)),
    unreact: handler<"unreact">((user, input) => messageChanges.unreact(user, input)),
    pin: handler<"pin">((user, input) => messageChanges.pin(user, input)),
    unpin: handler<"unpin">((user, input) => messageChanges.unpin(user, input)),
  };
}
