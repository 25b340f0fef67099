import type { Notify } from "../../protocol/conversation-settings.ts";
import type { Conversation, Invitation, ListedRoom } from "../../protocol/conversations.ts";
import type { ConversationEvent, LogEvent } from "../../protocol/events.ts";
import type { FileInfo } from "../../protocol/files.ts";
import type { FoundMessage } from "../../protocol/frames/message-lists.ts";
import type { MessageEvent, NewMention } from "../../protocol/messages.ts";
import type { Person, Role } from "../../protocol/people.ts";
import type { PushSubscriptionSettings } from "../../protocol/push.ts";
import type { HitRange } from "./search/match.ts";

/**
 * Where everything is kept. One suite, `test/contract/storage.ts`, says what every implementation does.
 *
 * A promise that resolved is on disk. Writes are atomic: all of one verb or nothing. Expected refusals throw
 * `ShoalError`; a storage that cannot write (disk full) throws `unavailable` and has written nothing.
 *
 * A user whose list is full (`conversationsPerUserMax`) gets one more conversation, and a direct message conversation leaves
 * the list (`left`) until its next message or `openDirect`: the newest of those that the user never opened or wrote in, or else
 * the one that they used longest ago; a pinned one never does. `too-many-conversations` is for a user in `roomsPerUserMax` rooms who enters one more.
 *
 * `at` is always the caller's time in ms since 1970 UTC: storage has no clock.
 */
export interface Storage {
  /** Names this past: another database, or a restored one, has another epoch. */
  readonly epoch: string;

  /**
   * A new guest with a first session, a member of the lobby.
   * A guest who held the nickname, or one that looks like it, and was not here since `expiredBefore` is retired first.
   * Throws `nickname-taken`.
   */
  createGuest(guest: NewGuest): Promise<void>;
  /** One more session of an existing user. Throws `not-found`. */
  createSession(session: NewSession): Promise<Person>;
  /** The session with this token, unless its last visit was before `expiredBefore`. */
  findSession(tokenHash: string, expiredBefore: number): Promise<SessionRecord | undefined>;
  /** Notes a visit. */
  touchSession(sessionId: string, at: number): Promise<void>;
  /** Signs out. A guest's last session takes the guest with it: see `retireGuests`. */
  endSession(sessionId: string, at: number): Promise<void>;
  /**
   * Guests not here since `expiredBefore`: their nickname is free again, their sessions end, and they leave every room
   * (`leave` there). Their messages stay. Invitations lapse after `invitationLifetimeMs` (`uninvited`).
   * At most `limit` at once; the answer says how many there were.
   */
  retireGuests(expiredBefore: number, at: number, limit: number): Promise<number>;
  /**
   * Keeps a one-time code that signs in another device of the same user. Of that user's codes `openMax` stay at most: this one, and
   * those that expire last. Throws `not-found`.
   */
  createDeviceLink(link: DeviceLinkRecord, openMax: number): Promise<void>;
  /** Takes the code away and says whose it was. Throws `device-link-invalid` (also when it expired before `at`). */
  redeemDeviceLink(codeHash: string, at: number): Promise<Person>;

  /** A room with its creator as owner: `join` in its log, `joined` in theirs. Throws `room-name-taken`, `too-many-conversations`. */
  createRoom(room: NewRoom): Promise<Conversation>;
  /** Throws `not-found` for a missing or private room, `too-many-conversations`. Joining twice writes nothing new. */
  join(conversationId: string, userId: string, at: number): Promise<Conversation>;
  /** Throws `not-found` unless a member, `not-allowed` for the lobby and direct message conversations. */
  leave(conversationId: string, userId: string, at: number): Promise<void>;
  /**
   * Asks a user into a room: `invited` in their log. Asking again writes nothing, and neither does asking a member.
   * Throws `not-found` unless `inviterId` is a member and `userId` exists, `not-allowed` for direct message conversations,
   * `too-many-invitations` when one of the limits named `invitations…` is reached, or the inviter was turned down or withdrew
   * within `invitationRestMs`. At `invitationsPerUserMax` the inviter with most of them gives way (`uninvited`), but one with
   * whom the user used a direct message conversation never does for one with whom they did not.
   */
  invite(conversationId: string, inviterId: string, userId: string, at: number): Promise<void>;
  /** Takes back what `inviterId` asked; leaving the room does the same. Twice writes nothing new. Throws `not-found`. */
  withdrawInvitation(conversationId: string, inviterId: string, userId: string, at: number): Promise<void>;
  /**
   * The invited user becomes a member, with `invitedBy` in the room's log. A member writes nothing new.
   * Throws `not-found` without an invitation, `too-many-conversations`; then the invitation stays.
   */
  acceptInvitation(conversationId: string, userId: string, at: number): Promise<Conversation>;
  /** Declines the invitations of all inviters to that room: `uninvited`. Twice writes nothing new. Throws `not-found` without an invitation. */
  declineInvitation(conversationId: string, userId: string, at: number): Promise<void>;
  /**
   * The direct message conversation of two users, made when it is not there yet under the id `newId`.
   * It is listed (`joined`) for `userId` at once, for the peer from its next message on.
   * Throws `not-found` for an unknown peer, `not-allowed` with oneself.
   */
  openDirect(direct: NewDirect): Promise<Conversation>;
  /** Everything a user is in, and where their own log stands at that moment. */
  listConversations(userId: string): Promise<ConversationList>;
  /** Public rooms whose folded name contains `text`, by name; those that begin with it come first. */
  listRooms(userId: string, page: PageRequest): Promise<Page<ListedRoom>>;
  /** Members whose folded nickname contains `text`, by nickname; those that begin with it come first. Throws `not-found` unless `userId` is a member. */
  listMembers(conversationId: string, userId: string, page: PageRequest): Promise<MemberPage>;

  /**
   * Appends a message. The hot path: many in one commit.
   * The same user, clientMessageId, conversation and content again give the first one's place, `isDuplicate`, for ever, even
   * after leaving, editing or deleting. When the author had nothing unread, the message is read, too: their marker moves onto it, and no event
   * tells of that. Throws `conflict` for other content, `not-found` unless a member and `replyTo` is a message's place,
   * `not-allowed` for a mention of all members by a user who may not, `file-not-found` for files that it cannot name.
   */
  appendMessage(message: NewMessage): Promise<StoredMessage>;
  /**
   * Replaces the text of the user's own message, and only the last text is kept: `edit` in the log. The same content again writes nothing.
   * Throws `not-found` unless a member and the place is a message's, `not-allowed` for messages of others, `message-deleted`.
   */
  editMessage(edit: MessageEdit): Promise<void>;
  /**
   * Removes a message's text and everything that belongs to it; its place stays: `delete` in the log. Twice writes nothing new.
   * Throws `not-found` like `editMessage`, `not-allowed` unless the author or the owner of the room.
   */
  deleteMessage(target: MessageTarget): Promise<void>;
  /** `react` in the log. Twice writes nothing new. Throws `not-found`, `message-deleted`, `too-many-reactions` (`reactionKindsMax`). */
  react(reaction: Reaction): Promise<void>;
  /** `unreact` in the log, when there was the reaction. Throws `not-found`. */
  unreact(reaction: Reaction): Promise<void>;
  /** `pin` in the log. Twice writes nothing new. Throws `not-found`, `message-deleted`, `too-many-pins` (`pinsMax`). */
  pin(target: MessageTarget): Promise<void>;
  /** `unpin` in the log, when it was pinned. Throws `not-found`. */
  unpin(target: MessageTarget): Promise<void>;
  /** The pinned messages in their present state, the newest pin first. Throws `not-found` unless `userId` is a member. */
  listPins(conversationId: string, userId: string): Promise<readonly MessageEvent[]>;
  /** Who reacted to a message with an emoji, in that order. Throws `not-found` like `editMessage`. */
  listReactors(reaction: Omit<Reaction, "at">, page: Omit<PageRequest, "text">): Promise<Page<Person>>;
  /** Messages of others that mention the user, or all members, in conversations of the user's list; the newest first. */
  listMentions(userId: string, page: Omit<PageRequest, "text">): Promise<Page<FoundMessage>>;
  /**
   * Messages that match, in the conversations of the user's list or in one of them, the newest first. A message is found soon after it was stored.
   * `next` may be there although no more match. Throws `not-found` for a conversation that is not in the list.
   */
  search(request: SearchRequest): Promise<Page<SearchHit>>;
  /**
   * Moves a read marker forward (never back, never past the head), and over own messages that follow directly, and ends the mark
   * `isMarkedUnread`; tells the user's log. Throws `not-found`.
   */
  markRead(conversationId: string, userId: string, seq: number, at: number): Promise<void>;
  /** The same up to the head of every conversation in the user's list, and ends their marks. Twice writes nothing new. Throws `not-found`. */
  readAll(userId: string, at: number): Promise<void>;
  /**
   * Changes the user's own settings of a conversation: `configured` in their log, nothing when nothing changed. They end with the
   * membership. Throws `not-found` unless a member, `too-many-pinned-conversations` (`pinnedConversationsMax`).
   */
  configure(change: SettingsChange): Promise<void>;
  /**
   * Events of any log, ascending. The caller has made sure that the reader may see them. A message has its present text; reactions are events
   * of their own.
   */
  readLog(logId: string, range: LogRange): Promise<LogPage<LogEvent>>;
  /** Events of a conversation, ascending, with messages in their present state. Throws `not-found` unless `userId` is a member. */
  readHistory(conversationId: string, userId: string, range: LogRange): Promise<LogPage<ConversationEvent>>;

  /**
   * Notes an upload before its first byte. Its whole length counts for its user from now on.
   * Throws `not-found` for an unknown user, `too-many-uploads`, `too-many-file-bytes`.
   */
  createUpload(upload: NewUpload): Promise<void>;
  /** Notes what the file is. Of one that is complete already it writes nothing, and answers as it is. Throws `not-found`. */
  completeUpload(completed: CompletedUpload): Promise<FileInfo>;
  /** An upload, complete or not, for the user who made it. */
  findUpload(id: string, userId: string): Promise<UploadRecord | undefined>;
  /** Removes an upload that no message names, and dooms its blob. Throws `not-found`, also for another user's. */
  abandonUpload(id: string, userId: string): Promise<void>;
  /**
   * A complete file, for members of the conversation whose message names it, and for the user who uploaded it while none does.
   */
  findFile(id: string, userId: string): Promise<FileInfo | undefined>;
  /**
   * Removes what was created before `createdBefore` and no message names, and dooms its blobs. At most `limit` at once; the answer says
   * how many there were.
   */
  expireUploads(createdBefore: number, limit: number): Promise<number>;
  /** Blobs whose record is gone; they stay doomed until they are forgotten. */
  listDoomedBlobs(limit: number): Promise<readonly string[]>;
  /** After they are deleted from the disk. */
  forgetDoomedBlobs(ids: readonly string[]): Promise<void>;
  /** Those of `ids` that have a record. */
  listFileStates(ids: readonly string[]): Promise<readonly FileState[]>;

  /**
   * Notes where push messages of a session go, in place of what was noted for the session or the endpoint before, whoever asked. Of one
   * user's the newest `pushSubscriptionsPerUserMax` are kept. It ends with the session. Throws `not-found` for a session that has ended.
   */
  subscribePush(subscription: NewPushSubscription): Promise<void>;
  /** Forgets an endpoint, when it is that user's; without `userId`, whoever's it is. Twice writes nothing new. */
  unsubscribePush(endpoint: string, userId?: string): Promise<void>;
  /**
   * The subscriptions of those whom an unread message calls that was stored after `since` and is not deleted: by their settings of the
   * conversation, or else by the subscription's `level`. In pages of at most `limit` members, with or without a subscription.
   */
  listPushTargets(query: PushTargetQuery): Promise<PushTargets>;
  /** The same for one session, as it is now: no item when nothing calls there any more. */
  findPushTarget(conversationId: string, since: number, sessionId: string): Promise<PushTargets>;

  /** Finishes earlier calls, then releases the disk. Later calls throw `unavailable`. */
  close(): Promise<void>;
}

/** Whose log it is: a user's own, a room's, or that of a direct message conversation. */
export type LogKind = "user" | "room" | "direct";

/**
 * What a storage calls after each commit, once for every log that grew, and after the promises of that commit were resolved. What is
 * added to one log is told in order; a user's log comes before those of the conversations that grew in the same commit [P7].
 */
export type CommitListener = (appends: readonly LogAppend[]) => void;

/** What one commit added to one log: facts for its listeners, so that they infer nothing. */
export interface LogAppend {
  readonly logId: string;
  readonly kind: LogKind;
  /** The seq before the first of `events`. */
  readonly after: number;
  /** Messages in the log up to the last of `events`. */
  readonly messageCount: number;
  /** Not empty; consecutive. */
  readonly events: readonly LogEvent[];
}

export interface NewGuest {
  readonly user: Person;
  /** Folded nickname: two that are equal are the same nickname. Unique. */
  readonly nicknameKey: string;
  /** The nickname's look: two nicknames with equal looks cannot be told apart. Unique. */
  readonly nicknameSkeleton: string;
  readonly session: Omit<NewSession, "userId">;
  readonly expiredBefore: number;
}

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly device: string;
  readonly at: number;
  /** Its last visit, as far as its end is reckoned from it. Default: `at`. */
  readonly lastSeenAt?: number;
  /** [P28f] */
  readonly isVisit?: boolean;
}

export interface SessionRecord {
  readonly id: string;
  readonly user: Person;
  readonly lastSeenAt: number;
  /** [P28f] */
  readonly isVisit?: boolean;
}

export interface DeviceLinkRecord {
  readonly codeHash: string;
  readonly userId: string;
  readonly expiresAt: number;
}

export interface NewRoom {
  readonly id: string;
  readonly name: string;
  /** Folded name; unique among public rooms. */
  readonly nameKey: string;
  readonly isPrivate: boolean;
  readonly ownerId: string;
  readonly at: number;
}

export interface NewDirect {
  readonly newId: string;
  readonly userId: string;
  readonly peerId: string;
  readonly at: number;
}

export interface NewMessage {
  readonly conversationId: string;
  readonly userId: string;
  readonly clientMessageId: string;
  readonly text: string;
  /** Ranges of the text, in order. */
  readonly mentions?: readonly NewMention[] | undefined;
  /** The seq of the message that it answers. */
  readonly replyTo?: number | undefined;
  /** Ids of complete uploads of the user, which no message names. */
  readonly files?: readonly string[] | undefined;
  readonly at: number;
}

/** A message, by its place, and who does something to it when. */
export interface MessageTarget {
  readonly conversationId: string;
  readonly userId: string;
  readonly seq: number;
  readonly at: number;
}

export interface MessageEdit extends MessageTarget {
  readonly text: string;
  readonly mentions?: readonly NewMention[] | undefined;
}

export interface Reaction extends MessageTarget {
  readonly emoji: string;
}

/** What a user changes of their settings of a conversation; a missing field stays as it is. */
export interface SettingsChange {
  readonly conversationId: string;
  readonly userId: string;
  /** What is pinned is not archived … */
  readonly isPinned?: boolean | undefined;
  /** … and what is archived is not pinned: where both are true, this one counts. */
  readonly isArchived?: boolean | undefined;
  readonly notify?: Notify | undefined;
  readonly isMarkedUnread?: boolean | undefined;
  readonly at: number;
}

export interface SearchRequest {
  readonly userId: string;
  /** As a user types it: see `search/query.ts`. */
  readonly query: string;
  /** In this conversation only. */
  readonly conversationId?: string | undefined;
  /** Of the user's days, east of UTC. */
  readonly utcOffsetMinutes?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A message that matches, and where. */
export interface SearchHit extends FoundMessage {
  /** Parts of its text, ascending, that do not overlap. */
  readonly hits: readonly HitRange[];
}

export interface StoredMessage {
  readonly seq: number;
  readonly at: number;
  readonly isDuplicate: boolean;
}

export interface NewUpload {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly type: string;
  /** Announced by the user; all of them will come. */
  readonly byteLength: number;
  readonly at: number;
}

export interface UploadRecord extends NewUpload {
  /** Then the file may have fewer bytes than were announced. */
  readonly isComplete: boolean;
}

export interface CompletedUpload {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  /** Of the blob, which may have become smaller. */
  readonly byteLength: number;
  /** Of pictures only. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly at: number;
}

export interface FileState {
  readonly id: string;
  readonly isComplete: boolean;
}

export interface NewPushSubscription extends PushSubscriptionSettings {
  readonly sessionId: string;
  readonly at: number;
}

export interface PushTargetQuery {
  readonly conversationId: string;
  /** A seq. */
  readonly since: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A device that is to be told of a message. */
export interface PushTarget extends Pick<PushSubscriptionSettings, "endpoint" | "keys" | "content" | "quiet" | "silentUntil"> {
  readonly userId: string;
  readonly sessionId: string;
  /** The newest message that calls the user. */
  readonly seq: number;
  /** Whether it is a private message or mentions the user. */
  readonly isCall: boolean;
}

export interface PushTargets extends Page<PushTarget> {
  /** Of rooms only. */
  readonly roomName?: string;
  /** Those that the targets name, with their present text. */
  readonly messages: readonly MessageEvent[];
}

export interface ConversationList {
  readonly userHead: number;
  readonly conversations: readonly Conversation[];
  /** One for each room, the oldest first. */
  readonly invitations: readonly Invitation[];
  /** Direct message conversations that the user does not see until their next message; the newest, where they are many. */
  readonly unlistedIds: readonly string[];
}

export interface PageRequest {
  /** Folded like the keys it is compared with; "" is everything. */
  readonly text: string;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** There when more follows. */
  readonly next?: string;
}

export interface MemberPage extends Page<Person & { readonly role: Role }> {
  readonly memberCount: number;
}

/**
 * At most `limit` events before `before`, after `after`, or stored at the time `since` or later; with none of them, the last ones. Fewer,
 * but one at least, where their text is more than `eventsFrameBytesMax`.
 */
export interface LogRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly since?: number | undefined;
  readonly limit: number;
  /** Leaves out the changes of messages, which their state has already. */
  readonly isWithoutChanges?: boolean | undefined;
}

export interface LogPage<Event> {
  readonly events: readonly Event[];
  /** The page covers every place from this one … */
  readonly first: number;
  /** … to this one: what is missing in between was left out. `first - 1` when it covers none. */
  readonly last: number;
  /** Nothing up to here is kept. */
  readonly floor: number;
  readonly head: number;
  /** Messages in the log up to the last of `events`; up to `head` when there are none. */
  readonly messageCount: number;
}
