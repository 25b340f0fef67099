import type { ServerRole } from "../../protocol/accounts.ts";
import type { Conversation } from "../../protocol/conversations.ts";
import { isUserEvent, type ReceivedEvent, type ReceivedLogEvent, type UserEvent } from "../../protocol/events.ts";
import type { DownFrameOf } from "../../protocol/frames/down.ts";
import type { Events, Gap } from "../../protocol/frames/events.ts";
import type { Welcome } from "../../protocol/frames/welcome.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { Mute } from "../../protocol/moderation.ts";
import type { Person } from "../../protocol/people.ts";
import type { Retention } from "../../protocol/retention.ts";
import type { Position } from "../transports/transport.ts";
import type { Conversations } from "./conversations.ts";
import {
  conversationsOf,
  withApplied,
  withConversation,
  withFloor,
  withHead,
  withMessages,
  withReplacedPast,
  withRoomEvents,
  withUserEvent,
} from "./conversations.ts";
import { type Invitations, invitationsOf, withInvitationEvent, withoutInvitation } from "./invitations.ts";
import { LogCursors } from "./log-cursors.ts";
import { type BlockedUsers, type People, withBlockEvent, withInvitersOf, withPeopleOf, withProfiles } from "./people.ts";

export interface SyncListener {
  onEvent(conversationId: string, event: ReceivedEvent): void;
  onGap(gap: Gap): void;
  /** Ask for the events after `after` [P16]. */
  onResume(logId: string, after: number): void;
  /** A moderator removed the user from a conversation, which is not in `conversations` any more. */
  onRemoved(removal: Removal): void;
  /** The user's own log has a hole. A new welcome tells everything that it would have told. */
  onOutOfSync(): void;
}

/** A moderator removed the user from a room. */
export interface Removal {
  /** The room, as it was. */
  readonly conversation: Conversation;
  /** The moderator; missing where it was the operator of the server. */
  readonly by?: Person | undefined;
  /** Why, as the moderator wrote it. */
  readonly reason?: string | undefined;
  /** Whether the user is banned from the room, too. */
  readonly isBanned: boolean;
}

/** What the user is on the server as a whole. */
export interface ServerStanding {
  /** Their role on the server. */
  readonly role: ServerRole;
  /** Missing unless they write nowhere for a while. */
  readonly mute?: Mute | undefined;
  /**
   * The server is in a raid: it takes no new users, and members write once in 5 seconds. Until then: milliseconds since 1970-01-01 UTC, by the
   * server's clock. Missing unless there is one.
   */
  readonly raidUntil?: number | undefined;
}

/** Compares this client's cursors with the server's frames. */
export class Sync {
  readonly #cursors = new LogCursors();
  readonly #listener: SyncListener;
  #epoch: string | undefined;
  #userId: string | undefined;
  #conversations: Conversations = new Map();
  #invitations: Invitations = new Map();
  #people: People = new Map();
  #blocked: BlockedUsers = new Set();
  #onlinePeers: ReadonlySet<string> = new Set();
  #isReadShared = true;
  #serverStanding: ServerStanding = { role: "member" };
  #retention: Retention = { days: 0, messages: 0 };

  /** `start`: where an earlier client of the same user stopped. */
  constructor(listener: SyncListener, start?: Position) {
    this.#listener = listener;
    if (start?.epoch === undefined) return; // cursors mean nothing without their epoch
    this.#epoch = start.epoch;
    for (const [logId, seq] of Object.entries(start.cursors)) this.#cursors.follow(logId, seq);
  }

  get conversations(): Conversations {
    return this.#conversations;
  }

  get invitations(): Invitations {
    return this.#invitations;
  }

  get people(): People {
    return this.#people;
  }

  get blocked(): BlockedUsers {
    return this.#blocked;
  }

  /** The ids of the online people of the user's direct message conversations. Never changed in place. */
  get onlinePeers(): ReadonlySet<string> {
    return this.#onlinePeers;
  }

  get isReadShared(): boolean {
    return this.#isReadShared;
  }

  /** Never changed in place. */
  get serverStanding(): ServerStanding {
    return this.#serverStanding;
  }

  /** What the server keeps at most. */
  get retention(): Retention {
    return this.#retention;
  }

  /** The last seq of that log that was handed on; `undefined` for one that is not followed. */
  cursorOf(logId: string): number | undefined {
    return this.#cursors.seqOf(logId);
  }

  /** The cursors for `hello` [P2]. The user's own log is not among them: `welcome` is its state. */
  get position(): { epoch?: string; cursors: Record<string, number> } {
    if (this.#epoch === undefined) return { cursors: {} };
    const { [this.#userId ?? ""]: _, ...cursors } = this.#everyCursor;
    return { epoch: this.#epoch, cursors };
  }

  /** Every cursor, the user's own log's among them, for a channel that goes on with a connection. */
  get everyPosition(): { epoch?: string; cursors: Record<string, number> } {
    const epoch = this.#epoch;
    return epoch === undefined ? { cursors: {} } : { epoch, cursors: this.#everyCursor };
  }

  /** Applies the welcome. Returns the logs whose past was replaced. */
  welcome(welcome: Welcome): readonly Gap[] {
    const known = this.#conversations;
    const followed = new Set(this.#cursors.logIds);
    const isReplaced = this.#epoch !== undefined && this.#epoch !== welcome.epoch;
    // Another past: no cursor means anything any more.
    if (isReplaced) this.#cursors.clear();
    if (isReplaced) this.#people = new Map();
    this.#epoch = welcome.epoch;
    this.#userId = welcome.user.id;
    this.#conversations = conversationsOf(welcome.conversations);
    this.#invitations = invitationsOf(welcome.invitations);
    this.#blocked = new Set(welcome.blocked);
    this.#onlinePeers = new Set(welcome.onlinePeers);
    this.#isReadShared = welcome.isReadShared ?? true;
    const { mute, raidUntil, retentionDays = 0, retentionMessages = 0 } = welcome;
    this.#retention = { days: retentionDays, messages: retentionMessages };
    this.#serverStanding = {
      role: welcome.serverRole ?? "member",
      ...(mute && { mute }),
      ...(raidUntil !== undefined && { raidUntil }),
    };
    for (const conversation of known.values()) {
      if (conversation.head === this.#cursors.seqOf(conversation.id))
        this.#conversations = withApplied(this.#conversations, conversation);
    }
    // The user's own log begins anew: welcome is its state.
    for (const id of this.#cursors.logIds) if (!this.#conversations.has(id)) this.#cursors.unfollow(id);
    this.#cursors.forgetRepairs();
    this.#cursors.follow(welcome.user.id, welcome.userHead);
    for (const { id, head } of welcome.conversations) this.#cursors.follow(id, head); // [P9]
    if (!isReplaced) return [];
    return welcome.conversations
      .filter(({ id }) => followed.has(id))
      .map(({ id, head, messageCount }) => ({ type: "gap", logId: id, after: head, messageCount, reason: "replaced" }));
  }

  events(frame: Events): void {
    const { fresh, resumeAfter } = this.#cursors.take(frame);
    if (resumeAfter !== undefined) this.#mend(frame.logId, resumeAfter);
    const last = fresh.at(-1);
    if (last === undefined) return;
    const { logId, messageCount } = frame;
    const userId = this.#userId;
    if (logId === userId) {
      for (const event of fresh) if (isUserEvent(event)) this.#applyUserEvent(event);
    } else {
      const described = withRoomEvents(this.#conversations, logId, fresh, userId);
      const conversations = withHead(described, logId, last.seq, messageCount);
      this.#conversations = withMessages(conversations, logId, { events: fresh, messageCount, userId, blocked: this.#blocked });
      if (logId === LOBBY_ID) this.#applyProfiles(fresh);
      for (const event of fresh) if (!isUserEvent(event)) this.#listener.onEvent(logId, event);
    }
  }

  /** [P17] */
  gap(gap: Gap): void {
    if (gap.logId === this.#userId) this.#listener.onOutOfSync();
    else this.#skip(gap);
  }

  /** [P20] */
  heads(heads: Readonly<Record<string, number>>): void {
    for (const { logId, after, isOverdue } of this.#cursors.behind(heads)) {
      // A head may be told a moment before its event: only a user's log that stays behind is worth a new connection.
      if (isOverdue) this.#mend(logId, after);
      else this.#listener.onResume(logId, after);
    }
  }

  /** An answer told of a conversation, perhaps before the user's log did. Whichever comes first sets the cursor [P7]. */
  add(conversation: Conversation): void {
    this.#conversations = withConversation(this.#conversations, conversation);
    this.#invitations = withoutInvitation(this.#invitations, conversation.id);
    this.#cursors.follow(conversation.id, conversation.head);
  }

  raid({ until }: DownFrameOf<"raid">): void {
    const { raidUntil: _, ...standing } = this.#serverStanding;
    this.#serverStanding = { ...standing, ...(until !== undefined && { raidUntil: until }) };
  }

  /** [P192] */
  trimmed({ conversationId, floor, messageCount }: DownFrameOf<"trimmed">): void {
    this.#conversations = withFloor(this.#conversations, conversationId, floor, messageCount);
  }

  /** [P22g] */
  peers({ online, offline }: DownFrameOf<"peers">): void {
    const next = new Set(offline === undefined ? online : [...this.#onlinePeers, ...online]);
    for (const id of offline ?? []) next.delete(id);
    this.#onlinePeers = next;
  }

  get #everyCursor(): Record<string, number> {
    return Object.fromEntries(this.#cursors.logIds.map((id) => [id, this.#cursors.seqOf(id) ?? 0]));
  }

  #applyProfiles(events: readonly ReceivedLogEvent[]): void {
    const people = withProfiles(this.#people, events);
    if (people === this.#people) return;
    this.#people = people;
    this.#conversations = withPeopleOf(this.#conversations, people);
    this.#invitations = withInvitersOf(this.#invitations, people);
  }

  #applyUserEvent(event: UserEvent): void {
    const before = this.#conversations;
    this.#conversations = withUserEvent(before, event);
    this.#invitations = withInvitationEvent(this.#invitations, event);
    this.#blocked = withBlockEvent(this.#blocked, event);
    if (event.type === "reads-shared") this.#isReadShared = event.isShared;
    if (event.type === "server-role") this.#serverStanding = { ...this.#serverStanding, role: event.serverRole };
    if (event.type === "server-mute") {
      const { mute: _, ...standing } = this.#serverStanding;
      this.#serverStanding = { ...standing, ...(event.mute && { mute: event.mute }) };
    }
    if (event.type === "joined") this.#cursors.follow(event.conversation.id, event.conversation.head);
    if (event.type === "left") this.#left(event, before.get(event.conversationId));
  }

  #left(event: Extract<UserEvent, { type: "left" }>, conversation: Conversation | undefined): void {
    const { conversationId, isRemoved, removedBy: by, reason, isBanned = false } = event;
    this.#cursors.unfollow(conversationId);
    if (isRemoved === true && conversation !== undefined) this.#listener.onRemoved({ conversation, by, reason, isBanned });
  }

  #skip(gap: Gap): void {
    const isReplaced = gap.reason === "replaced";
    if (!this.#cursors.skip(gap.logId, gap.after, isReplaced)) return;
    // Changes were skipped with the events: what comes from now on may be newer than what is known.
    if (gap.logId === LOBBY_ID) this.#people = new Map();
    const withGap = isReplaced ? withReplacedPast : withHead;
    this.#conversations = withGap(this.#conversations, gap.logId, gap.after, gap.messageCount);
    this.#listener.onGap(gap);
  }

  #mend(logId: string, after: number): void {
    if (logId === this.#userId) this.#listener.onOutOfSync();
    else this.#listener.onResume(logId, after);
  }
}
