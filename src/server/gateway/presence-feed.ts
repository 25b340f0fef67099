import type { DownFrame } from "../../protocol/frames/down.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Presence } from "../presence/presence.ts";
import type { Typing } from "../presence/typing.ts";
import type { Connection } from "./connection.ts";
import type { ReadersFeed } from "./readers-feed.ts";

interface Watched {
  readonly connections: Set<Connection>;
  readonly came: Map<string, Person>;
  readonly left: Set<string>;
  hasTypingNews: boolean;
}

/** Four times a second is enough for people, and bounds the cost of a crowd that comes and goes [P22b]. */
export const WATCH_INTERVAL_MS = 250;

/** Tells the connections that watch a conversation who comes, goes, types and reads there. A connection watches one at a time. */
export class PresenceFeed {
  readonly #presence: Presence;
  readonly #typing: Typing;
  readonly #readers: ReadersFeed;
  readonly #watched = new Map<string, Watched>();
  readonly #dirty = new Set<string>();

  constructor(presence: Presence, typing: Typing, readers: ReadersFeed) {
    this.#presence = presence;
    this.#typing = typing;
    this.#readers = readers;
    presence.onChange = (...change) => this.presenceChanged(...change);
  }

  watch(connection: Connection, conversationId: string): void {
    this.unwatch(connection);
    connection.watchedConversationId = conversationId;
    const watched = this.#watched.get(conversationId);
    if (watched !== undefined) watched.connections.add(connection);
    else {
      this.#watched.set(conversationId, {
        connections: new Set([connection]),
        came: new Map(),
        left: new Set(),
        hasTypingNews: false,
      });
    }
    this.#readers.watch(connection, conversationId);
    if (this.#typing.in(conversationId).length > 0) this.typingChanged(conversationId);
  }

  unwatch(connection: Connection): void {
    const conversationId = connection.watchedConversationId;
    if (conversationId === undefined) return;
    connection.watchedConversationId = undefined;
    this.#readers.unwatch(connection, conversationId);
    const watched = this.#watched.get(conversationId);
    watched?.connections.delete(connection);
    if (watched?.connections.size === 0) this.#watched.delete(conversationId);
  }

  presenceChanged(conversationId: string, person: Person, isOnline: boolean): void {
    const watched = this.#watched.get(conversationId);
    if (watched === undefined) return;
    if (isOnline) {
      watched.left.delete(person.id);
      watched.came.set(person.id, person);
    } else {
      watched.came.delete(person.id);
      watched.left.add(person.id);
    }
    this.#dirty.add(conversationId);
  }

  typingChanged(conversationId: string): void {
    const watched = this.#watched.get(conversationId);
    if (watched === undefined) return;
    watched.hasTypingNews = true;
    this.#dirty.add(conversationId);
  }

  typingStopped(conversationId: string, userId: string): void {
    if (this.#typing.stopped(conversationId, userId)) this.typingChanged(conversationId);
  }

  /** Called every `WATCH_INTERVAL_MS`. */
  flush(): void {
    for (const conversationId of this.#typing.expire()) this.typingChanged(conversationId);
    for (const conversationId of this.#dirty) {
      const watched = this.#watched.get(conversationId);
      const hasMore = watched !== undefined && this.#flushConversation(conversationId, watched);
      if (!hasMore) this.#dirty.delete(conversationId);
    }
    this.#readers.flush();
  }

  /** True when more changes wait than one frame holds. */
  #flushConversation(conversationId: string, watched: Watched): boolean {
    const { came, left } = watched;
    if (came.size > 0 || left.size > 0) {
      const online = [...came.values().take(limits.membersPerPageMax)];
      const offline = [...left.values().take(limits.membersPerPageMax)];
      tell(watched, {
        type: "presence",
        conversationId,
        online,
        offline,
        onlineCount: this.#presence.onlineIn(conversationId).size,
      });
      for (const { id } of online) came.delete(id);
      for (const id of offline) left.delete(id);
    }
    if (watched.hasTypingNews) {
      watched.hasTypingNews = false;
      tell(watched, { type: "typists", conversationId, people: this.#typing.in(conversationId).slice(0, limits.typistsMax) });
    }
    return came.size > 0 || left.size > 0;
  }
}

function tell(watched: Watched, frame: DownFrame): void {
  const text = JSON.stringify(frame);
  for (const connection of watched.connections) connection.sendEphemeral(text);
}
