import type { UserEvent } from "../../protocol/events.ts";
import type { Peers } from "../presence/peers.ts";
import type { Presence } from "../presence/presence.ts";
import type { FanOut } from "./fan-out.ts";
import type { PresenceFeed } from "./presence-feed.ts";
import type { ReadersFeed } from "./readers-feed.ts";

interface DepartureDependencies {
  readonly fanOut: FanOut;
  readonly presence: Presence;
  readonly presenceFeed: PresenceFeed;
  readonly readersFeed: ReadersFeed;
  readonly peers: Peers;
}

/** A user is not in a conversation any more [P7]. A bot that has left its home is no more [P219]; every node hears of that by the bot's own log. */
export function depart(
  { fanOut, presence, presenceFeed, readersFeed, peers }: DepartureDependencies,
  userId: string,
  { conversationId, isRemoved }: Extract<UserEvent, { type: "left" }>,
  endSession: (sessionId: string) => void,
): void {
  const connections = [...fanOut.subscribers(userId)];
  for (const connection of connections) {
    if (isRemoved === true) connection.cutWaiting();
    fanOut.unsubscribe(connection, conversationId);
    if (connection.watchedConversationId === conversationId) presenceFeed.unwatch(connection);
  }
  presenceFeed.typingStopped(conversationId, userId);
  presence.left(userId, conversationId);
  readersFeed.shrank(conversationId);
  peers.unlisted(userId, conversationId);
  for (const { session } of connections) if (session?.bot?.homeId === conversationId) endSession(session.id);
}
