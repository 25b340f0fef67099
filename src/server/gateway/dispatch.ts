import { ShoalError } from "../../protocol/errors.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrameOf } from "../../protocol/frames/up.ts";
import type { Presence } from "../presence/presence.ts";
import type { Actor } from "../requests/actor.ts";
import { requireFrameScope } from "../requests/request-scopes.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Connection } from "./connection.ts";
import type { PresenceFeed } from "./presence-feed.ts";
import { watchedFrame } from "./watched-frame.ts";

interface DispatchDependencies {
  readonly presence: Presence;
  readonly presenceFeed: PresenceFeed;
  readonly catchUp: CatchUp;
  /** Whether a member could say something there now. */
  readonly maySpeak: (userId: string, conversationId: string) => Promise<boolean>;
}

/** An answer leaves on the way on which its request came: over HTTP that is not the way of events [P36]. */
export type Reply = (answer: DownFrame) => void;
type ConnectionFrameType = "resume" | "watch" | "unwatch" | "typing" | "ping" | "pong";
type Handler<Type extends ConnectionFrameType> = (
  connection: Connection,
  frame: UpFrameOf<Type>,
  actor: Actor,
  reply: Reply,
) => void | Promise<void>;

/** The frames that are about the connection itself. Everything else is a request (`server/requests/`). */
export type DispatchTable = { readonly [Type in ConnectionFrameType]: Handler<Type> };

export function createDispatchTable({ presence, presenceFeed, catchUp, maySpeak }: DispatchDependencies): DispatchTable {
  return {
    resume(connection, { logId, after }) {
      const subscription = connection.subscriptions.get(logId);
      if (subscription === undefined) throw new ShoalError("not-found");
      subscription.position = after;
      catchUp.add(subscription);
    },

    watch(connection, { requestId, conversationId }, _actor, reply) {
      requireSubscription(connection, conversationId);
      presenceFeed.watch(connection, conversationId);
      reply(watchedFrame(presence, requestId, conversationId));
    },

    unwatch(connection) {
      presenceFeed.unwatch(connection);
    },

    typing(connection, { conversationId, isTyping }, { user, bot }) {
      requireFrameScope(bot, "typing");
      requireSubscription(connection, conversationId);
      connection.typingConversationId = isTyping ? conversationId : undefined;
      if (!isTyping) return presenceFeed.typingGivenUp(conversationId, user);
      return presenceFeed.typingStarted(conversationId, user, () => maySpeak(user.id, conversationId));
    },

    ping(connection) {
      // Not as a reply: it must prove that unsolicited frames of the server arrive.
      connection.send({ type: "pong" });
    },

    pong() {
      // Hearing it is all that matters [P20].
    },
  };
}

// A connection is subscribed to what its user is a member of, and to nothing else [P7].
function requireSubscription(connection: Connection, conversationId: string): void {
  const isConversation = conversationId !== connection.session?.user.id;
  if (!isConversation || !connection.subscriptions.has(conversationId)) throw new ShoalError("not-found");
}
