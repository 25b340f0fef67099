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
  /** Users who type and are being looked at, by conversation. */
  readonly #checks = new Map<string, Map<string, symbol>>();
  /** Called when a user of this server types, again and again, or does not go on. What ends typing in a log is not told. */
  onTyping: (conversationId: string, person: Person, isTyping: boolean) => void = () => {};

  /** While it is not so, nothing is told: a watcher may have been removed meanwhile. */
  isCurrent: () => boolean = () => true;

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

  /** Connections that watch the conversation. */
  watcherCount(conversationId: string): number {
    return this.#watched.get(conversationId)?.connections.size ?? 0;
  }

  /** At once, and to those who take it. */
  tellWatchers(conversationId: string, frame: DownFrame): void {
    const watched = this.#watched.get(conversationId);
    if (watched !== undefined && this.isCurrent()) tell(watched, frame);
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

  /**
   * Once `check` says that the user may say something there, and unless the typing has ended until then: what ends it, a mute among others, ends the
   * check as well. One check of a user is under way at a time.
   */
  async typingStarted(conversationId: string, person: Person, check: () => Promise<boolean>): Promise<void> {
    const checks = this.#checks.get(conversationId) ?? new Map<string, symbol>();
    if (checks.has(person.id)) return;
    const mark = Symbol();
    this.#checks.set(conversationId, checks.set(person.id, mark));
    const isAllowed = await check().catch(() => false);
    if (this.#checks.get(conversationId)?.get(person.id) !== mark) return;
    this.#endCheck(conversationId, person.id);
    if (!isAllowed) this.typingStopped(conversationId, person.id);
    else {
      this.typingElsewhere(conversationId, person);
      this.onTyping(conversationId, person, true);
    }
  }

  /** A user types at another node, which has made sure that they may. */
  typingElsewhere(conversationId: string, person: Person): void {
    if (this.#typing.started(conversationId, person)) this.typingChanged(conversationId);
  }

  /** The client does not go on, or is gone. */
  typingGivenUp(conversationId: string, person: Person): void {
    this.typingStopped(conversationId, person.id);
    this.onTyping(conversationId, person, false);
  }

  /** No one types there; those who go on are checked again. */
  allTypingStopped(conversationId: string): void {
    this.#checks.delete(conversationId);
    if (this.#typing.allStopped(conversationId)) this.typingChanged(conversationId);
  }

  typingStopped(conversationId: string, userId: string): void {
    this.#endCheck(conversationId, userId);
    if (this.#typing.stopped(conversationId, userId)) this.typingChanged(conversationId);
  }

  /** Called every `WATCH_INTERVAL_MS`. */
  flush(): void {
    if (!this.isCurrent()) return;
    for (const conversationId of this.#typing.expire()) this.typingChanged(conversationId);
    for (const conversationId of this.#dirty) {
      const watched = this.#watched.get(conversationId);
      const hasMore = watched !== undefined && this.#flushConversation(conversationId, watched);
      if (!hasMore) this.#dirty.delete(conversationId);
    }
    this.#readers.flush();
  }

  #endCheck(conversationId: string, userId: string): void {
    const checks = this.#checks.get(conversationId);
    if (checks?.delete(userId) && checks.size === 0) this.#checks.delete(conversationId);
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
