import { ShoalError } from "../../protocol/errors.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrame, UpFrameOf } from "../../protocol/frames/up.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Conversations } from "../conversations/conversations.ts";
import { type Load, WRITE_COST } from "../limits/load.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Messages } from "../messages/messages.ts";
import type { Presence } from "../presence/presence.ts";
import type { Typing } from "../presence/typing.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Connection } from "./connection.ts";
import type { FanOut } from "./fan-out.ts";
import type { Reads } from "./reads.ts";
import type { Watchers } from "./watchers.ts";

/** What the handlers work with. */
export interface Domain {
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly watchers: Watchers;
  readonly catchUp: CatchUp;
  readonly fanOut: Pick<FanOut, "subscriberCount">;
  /** Of what a user writes [P13]. */
  readonly writeLimiter: RateLimiter;
  /** Of what a user asks others, beside the pace of writing [P92]. */
  readonly inviteLimiter: RateLimiter;
  /** Of what an address and a conversation cost [P93]. */
  readonly load: Load;
  readonly reads: Reads;
}

type SignedInFrame = Exclude<UpFrame, { type: "hello" }>;
/** Answers go where the question came from: over HTTP that is another way than the one that events take [P36]. */
export type Reply = (answer: DownFrame) => void;
type Handler<Type extends SignedInFrame["type"]> = (
  connection: Connection,
  frame: UpFrameOf<Type>,
  user: Person,
  reply: Reply,
) => void | Promise<void>;

/** What each frame does, whichever transport brought it. A frame without a handler does not compile. */
export type DispatchTable = { readonly [Type in SignedInFrame["type"]]: Handler<Type> };

export function createDispatchTable(domain: Domain): DispatchTable {
  const { conversations, messages, presence, typing, watchers, catchUp, fanOut, writeLimiter, inviteLimiter, load, reads } =
    domain;

  function limitWrites(connection: Connection, user: Person): void {
    writeLimiter.spend(user.id);
    load.work(connection, WRITE_COST);
  }

  return {
    async send(connection, frame, user, reply) {
      const { clientMessageId, conversationId, text } = frame;
      writeLimiter.spend(user.id);
      load.message(connection, conversationId, Buffer.byteLength(text), fanOut.subscriberCount(conversationId));
      const { seq, at, isDuplicate } = await messages.send(user, frame);
      reply({ type: "sent", clientMessageId, conversationId, seq, at, isDuplicate });
      watchers.typingStopped(conversationId, user.id);
    },

    async history(connection, { requestId, conversationId, before, after, limit }, user, reply) {
      await reads.run(connection, user.id, async () => {
        const { floor, head, events } = await messages.history(user, conversationId, { before, after, limit });
        reply({ type: "history-page", requestId, conversationId, floor, head, events: [...events] });
      });
    },

    resume(connection, { logId, after }) {
      const subscription = connection.subscriptions.get(logId);
      if (subscription === undefined) throw notHere(connection);
      subscription.position = after;
      catchUp.add(subscription);
    },

    async "create-room"(connection, { requestId, name, isPrivate }, user, reply) {
      limitWrites(connection, user);
      const conversation = await conversations.createRoom(user, name, isPrivate);
      reply({ type: "conversation", requestId, conversation });
    },

    async join(connection, { requestId, conversationId }, user, reply) {
      limitWrites(connection, user);
      const conversation = await conversations.join(user, conversationId);
      reply({ type: "conversation", requestId, conversation });
    },

    async leave(connection, { requestId, conversationId }, user, reply) {
      limitWrites(connection, user);
      await conversations.leave(user, conversationId);
      reply({ type: "done", requestId });
    },

    async invite(connection, { requestId, conversationId, userId }, user, reply) {
      limitWrites(connection, user);
      inviteLimiter.spend(user.id);
      await conversations.invite(user, conversationId, userId);
      reply({ type: "done", requestId });
    },

    async "withdraw-invitation"(connection, { requestId, conversationId, userId }, user, reply) {
      limitWrites(connection, user);
      await conversations.withdrawInvitation(user, conversationId, userId);
      reply({ type: "done", requestId });
    },

    async "accept-invitation"(connection, { requestId, conversationId }, user, reply) {
      limitWrites(connection, user);
      const conversation = await conversations.acceptInvitation(user, conversationId);
      reply({ type: "conversation", requestId, conversation });
    },

    async "decline-invitation"(connection, { requestId, conversationId }, user, reply) {
      limitWrites(connection, user);
      await conversations.declineInvitation(user, conversationId);
      reply({ type: "done", requestId });
    },

    async "open-direct"(connection, { requestId, userId }, user, reply) {
      limitWrites(connection, user);
      const conversation = await conversations.openDirect(user, userId);
      presence.joined(userId, conversation.id);
      reply({ type: "conversation", requestId, conversation });
    },

    async rooms(connection, { requestId, ...query }, user, reply) {
      await reads.run(connection, user.id, async () => {
        reply({ type: "room-list", requestId, ...(await conversations.rooms(user, query)) });
      });
    },

    async members(connection, { requestId, conversationId, ...query }, user, reply) {
      const isOnline = (id: string) => presence.isOnline(id);
      await reads.run(connection, user.id, async () => {
        const page = await conversations.members(user, conversationId, query, isOnline);
        reply({ type: "member-list", requestId, conversationId, ...page });
      });
    },

    watch(connection, { requestId, conversationId }, _user, reply) {
      requireSubscription(connection, conversationId);
      watchers.watch(connection, conversationId);
      const online = presence.onlineIn(conversationId);
      reply({
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
      // Free of the pace: a marker only moves forward, up to the head, so there is less to write than others wrote.
      await messages.markRead(user, conversationId, seq);
    },

    typing(connection, { conversationId, isTyping }, user) {
      requireSubscription(connection, conversationId);
      if (!isTyping) watchers.typingStopped(conversationId, user.id);
      else if (typing.started(conversationId, user)) watchers.typingChanged(conversationId);
      connection.typingConversationId = isTyping ? conversationId : undefined;
    },

    ping(connection) {
      // Not as a reply: it is to prove that what the server says by itself arrives.
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
  if (!isConversation || !connection.subscriptions.has(conversationId)) throw notHere(connection);
}

// Nobody can tell yet what a connection that is greeted anew will be subscribed to.
function notHere(connection: Connection): ShoalError {
  if (!connection.isTransient) return new ShoalError("not-found");
  return new ShoalError("unavailable", { message: "The connection is not known here (any more); come back with hello." });
}
