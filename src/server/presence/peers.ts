import type { Presence } from "./presence.ts";

interface OnlineUser {
  /** By direct message conversation in the user's list: the other person. */
  readonly directs: Map<string, string>;
  readonly blockedIds: Set<string>;
  /** Whom the user's clients take for online. */
  readonly told: Set<string>;
}

/** What a user's clients are to be told: who came online, and who went. */
export interface PeerChange {
  readonly userId: string;
  readonly online: string[];
  readonly offline: string[];
}

/**
 * Who is online of the people in each online user's direct message conversations. Between two users with a block neither is told of the other.
 * An arrival costs as many steps as online users have the arriving one in their list.
 */
export class Peers {
  readonly #presence: Presence;
  readonly #users = new Map<string, OnlineUser>();
  /** By user: the online users who have a direct message conversation with them in their list. */
  readonly #followers = new Map<string, Set<string>>();
  /** Of users whom only other nodes have; those who block nobody are left out. */
  readonly #blockedElsewhere = new Map<string, ReadonlySet<string>>();
  /** By user: peers who may be in another state than the user was told. */
  readonly #changed = new Map<string, Set<string>>();

  constructor(presence: Presence) {
    this.#presence = presence;
    presence.onPerson = (userId) => this.#tellFollowers(userId);
    presence.onGoneHere = (userId) => this.#forget(userId);
  }

  /**
   * A user is greeted; called before they are online. `directs`: the other person of each listed conversation, by its id. Returns those whom the
   * user sees online.
   */
  greeted(userId: string, directs: Iterable<readonly [string, string]>, blockedIds: Iterable<string>): string[] {
    const before = this.#users.get(userId);
    for (const peerId of before?.directs.values() ?? []) this.#unfollow(userId, peerId);
    const user = { directs: new Map(directs), blockedIds: new Set(blockedIds), told: before?.told ?? new Set<string>() };
    this.#users.set(userId, user);
    for (const peerId of user.directs.values()) this.#follow(userId, peerId);
    const online = this.onlineOf(userId);
    if (before === undefined) for (const peerId of online) user.told.add(peerId);
    return online;
  }

  /** Those whom the user may see online. */
  onlineOf(userId: string): string[] {
    const directs = this.#users.get(userId)?.directs.values() ?? [];
    return [...new Set(directs)].filter((peerId) => this.#isSeenOnline(userId, peerId));
  }

  /** The user's list has that direct message conversation from now on. */
  listed(userId: string, conversationId: string, peerId: string): void {
    const user = this.#users.get(userId);
    if (user === undefined) return;
    user.directs.set(conversationId, peerId);
    this.#follow(userId, peerId);
    this.#note(userId, peerId);
  }

  unlisted(userId: string, conversationId: string): void {
    const directs = this.#users.get(userId)?.directs;
    const peerId = directs?.get(conversationId);
    if (directs === undefined || peerId === undefined) return;
    directs.delete(conversationId);
    this.#unfollow(userId, peerId);
    this.#note(userId, peerId);
  }

  blocked(userId: string, blockedId: string, isBlocked: boolean): void {
    const blockedIds = this.#users.get(userId)?.blockedIds;
    if (isBlocked) blockedIds?.add(blockedId);
    else blockedIds?.delete(blockedId);
    this.#presence.onHere(userId);
    this.#note(userId, blockedId);
    this.#note(blockedId, userId);
  }

  /** Whom a user blocks who is online here, or at another node. */
  blockedIdsOf(userId: string): ReadonlySet<string> | undefined {
    return this.#users.get(userId)?.blockedIds ?? this.#blockedElsewhere.get(userId);
  }

  /** What another node tells of a user. Told before it tells that they are online. */
  blocksElsewhere(userId: string, blockedIds: readonly string[]): void {
    const before = this.#blockedElsewhere.get(userId);
    if (blockedIds.length === 0) this.#blockedElsewhere.delete(userId);
    else this.#blockedElsewhere.set(userId, new Set(blockedIds));
    for (const otherId of new Set([...(before ?? []), ...blockedIds])) this.#note(otherId, userId);
  }

  /** The users to tell, with what is another state than they were told. Once `peersMax` were looked at, the others wait for the next call. */
  *takeChanges(peersMax: number): Iterable<PeerChange> {
    let peersLeft = peersMax;
    for (const [userId, peerIds] of this.#changed) {
      if (peersLeft <= 0) return;
      peersLeft -= peerIds.size;
      this.#changed.delete(userId);
      const user = this.#users.get(userId);
      if (user === undefined) continue;
      const change: PeerChange = { userId, online: [], offline: [] };
      for (const peerId of peerIds) {
        const isOnline = this.#isSeenOnline(userId, peerId);
        if (isOnline === user.told.has(peerId)) continue;
        (isOnline ? change.online : change.offline).push(peerId);
        if (isOnline) user.told.add(peerId);
        else user.told.delete(peerId);
      }
      if (change.online.length > 0 || change.offline.length > 0) yield change;
    }
  }

  #isSeenOnline(userId: string, peerId: string): boolean {
    const isFollowed = this.#followers.get(peerId)?.has(userId) === true;
    const isBlocked = this.blockedIdsOf(userId)?.has(peerId) === true || this.blockedIdsOf(peerId)?.has(userId) === true;
    return isFollowed && !isBlocked && this.#presence.isOnline(peerId);
  }

  #tellFollowers(peerId: string): void {
    for (const userId of this.#followers.get(peerId) ?? []) this.#note(userId, peerId);
  }

  #forget(userId: string): void {
    for (const peerId of this.#users.get(userId)?.directs.values() ?? []) this.#unfollow(userId, peerId);
    this.#users.delete(userId);
    this.#changed.delete(userId);
  }

  #note(userId: string, peerId: string): void {
    if (!this.#users.has(userId)) return;
    const peerIds = this.#changed.get(userId);
    if (peerIds === undefined) this.#changed.set(userId, new Set([peerId]));
    else peerIds.add(peerId);
  }

  #follow(userId: string, peerId: string): void {
    const followers = this.#followers.get(peerId);
    if (followers === undefined) this.#followers.set(peerId, new Set([userId]));
    else followers.add(userId);
  }

  #unfollow(userId: string, peerId: string): void {
    const followers = this.#followers.get(peerId);
    followers?.delete(userId);
    if (followers?.size === 0) this.#followers.delete(peerId);
  }
}
