import { ShoalError } from "../../protocol/errors.ts";
import type { UpFrame, UpFrameOf } from "../../protocol/frames/up.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Conversations } from "../conversations/conversations.ts";
import type { Messages } from "../messages/messages.ts";
import type { Presence } from "../presence/presence.ts";
import type { Typing } from "../presence/typing.ts";
import type { RateLimiter } from "../rate-limiter.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Connection } from "./connection.ts";
import type { Watchers } from "./watchers.ts";

/** What the handlers work with. */
export interface Domain {
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly watchers: Watchers;
  readonly catchUp: CatchUp;
  /** Of what a user writes [P13]. */
  readonly writeLimiter: RateLimiter;
}

type SignedInFrame = Exclude<UpFrame, { type: "hello" }>;
type Handler<Type extends SignedInFrame["type"]> = (
  connection: Connection,
  frame: UpFrameOf<Type>,
  user: Person,
) => void | Promise<void>;

/** What each frame does, whichever transport brought it. A frame without a handler does not compile. */
export type DispatchTable = { readonly [Type in SignedInFrame["type"]]: Handler<Type> };

export function createDispatchTable(domain: Domain): DispatchTable {
  const { conversations, messages, presence, typing, watchers, catchUp, writeLimiter } = domain;

  function limitWrites(user: Person): void {
    const retryAfterMs = writeLimiter.take(user.id);
    if (retryAfterMs > 0) throw new ShoalError("rate-limited", { retryAfterMs });
  }

  return {
    async send(connection, frame, user) {
      const { clientMessageId, conversationId } = frame;
      limitWrites(user);
      const { seq, at, isDuplicate } = await messages.send(user, frame);
      connection.send({ type: "sent", clientMessageId, conversationId, seq, at, isDuplicate });
      if (typing.stopped(conversationId, user.id)) watchers.typingChanged(conversationId);
    },

    async history(connection, { requestId, conversationId, before, after, limit }, user) {
      const { floor, head, events } = await messages.history(user, conversationId, { before, after, limit });
      connection.send({ type: "history-page", requestId, conversationId, floor, head, events: [...events] });
    },

    resume(connection, { logId, after }) {
      const subscription = connection.subscriptions.get(logId);
      if (subscription === undefined) throw new ShoalError("not-found");
      subscription.position = after;
      catchUp.add(subscription);
    },

    async "create-room"(connection, { requestId, name, isPrivate }, user) {
      limitWrites(user);
      const conversation = await conversations.createRoom(user, name, isPrivate);
      connection.send({ type: "conversation", requestId, conversation });
    },

    async join(connection, { requestId, conversationId }, user) {
      limitWrites(user);
      const conversation = await conversations.join(user, conversationId);
      connection.send({ type: "conversation", requestId, conversation });
    },

    async leave(connection, { requestId, conversationId }, user) {
      limitWrites(user);
      await conversations.leave(user, conversationId);
      connection.send({ type: "done", requestId });
    },

    async invite(connection, { requestId, conversationId, userId }, user) {
      limitWrites(user);
      await conversations.invite(user, conversationId, userId);
      connection.send({ type: "done", requestId });
    },

    async "open-direct"(connection, { requestId, userId }, user) {
      limitWrites(user);
      const conversation = await conversations.openDirect(user, userId);
      presence.joined(userId, conversation.id);
      connection.send({ type: "conversation", requestId, conversation });
    },

    async rooms(connection, { requestId, ...query }, user) {
      connection.send({ type: "room-list", requestId, ...(await conversations.rooms(user, query)) });
    },

    async members(connection, { requestId, conversationId, ...query }, user) {
      const page = await conversations.members(user, conversationId, query, (id) => presence.isOnline(id));
      connection.send({ type: "member-list", requestId, conversationId, ...page });
    },

    watch(connection, { requestId, conversationId }) {
      requireSubscription(connection, conversationId);
      watchers.watch(connection, conversationId);
      const online = presence.onlineIn(conversationId);
      connection.send({
        type: "watched",
        requestId,
        conversationId,
        online: [...online.values().take(limits.membersPerPageMax)],
        onlineCount: online.size,
      });
    },

    unwatch(connection) {
      watchers.unwatch(connection);
    },

    async read(_connection, { conversationId, seq }, user) {
      await messages.markRead(user, conversationId, seq);
    },

    typing(connection, { conversationId }, user) {
      requireSubscription(connection, conversationId);
      if (typing.started(conversationId, user)) watchers.typingChanged(conversationId);
    },

    ping(connection) {
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
