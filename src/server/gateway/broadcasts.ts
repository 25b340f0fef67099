import type { Broadcast } from "../../protocol/frames/broadcast.ts";
import type { PresenceFeed } from "./presence-feed.ts";

/** Hands events of programs to the connections that watch their conversation, once, and keeps nothing of them. */
export class Broadcasts {
  readonly #presenceFeed: PresenceFeed;
  /** Called with each one that a user of this server sent. */
  onBroadcast: (broadcast: Broadcast) => void = () => {};

  constructor(presenceFeed: PresenceFeed) {
    this.#presenceFeed = presenceFeed;
  }

  /** Connections of this node that watch the conversation. */
  watcherCount(conversationId: string): number {
    return this.#presenceFeed.watcherCount(conversationId);
  }

  tell(broadcast: Broadcast): void {
    this.tellHere(broadcast);
    this.onBroadcast(broadcast);
  }

  /** A user sent it at another node, which has made sure that they may. */
  tellHere(broadcast: Broadcast): void {
    this.#presenceFeed.tellWatchers(broadcast.conversationId, broadcast);
  }
}
