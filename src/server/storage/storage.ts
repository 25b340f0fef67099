import type { ServerRole } from "../../protocol/accounts.ts";
import type { Notify } from "../../protocol/conversation-settings.ts";
import type { Conversation, Invitation, ListedRoom } from "../../protocol/conversations.ts";
import type { ConversationEvent, LogEvent } from "../../protocol/events.ts";
import type { FoundMessage } from "../../protocol/frames/message-lists.ts";
import type { CommonRoom, PersonCard } from "../../protocol/frames/profiles.ts";
import type { ReadMarker } from "../../protocol/frames/read.ts";
import type { InviteLink, InviteLinkPreview } from "../../protocol/invite-links.ts";
import type { MessageEvent, NewMention } from "../../protocol/messages.ts";
import type { Mute } from "../../protocol/moderation.ts";
import type { Member, Person } from "../../protocol/people.ts";
import type { AccountRecords, NewGuest } from "./account-records.ts";
import type { BotGrant, BotRecords } from "./bot-records.ts";
import type { FileRecords } from "./file-records.ts";
import type { IdentityRecords } from "./identity-records.ts";
import type { ImportRecords } from "./import-records.ts";
import type { ModerationRecords } from "./moderation-records.ts";
import type { NewSession } from "./new-session.ts";
import type { PeopleRecords } from "./people-records.ts";
import type { PushRecords } from "./push-records.ts";
import type { RetentionRecords } from "./retention-records.ts";
import type { RoomAdminRecords } from "./room-admin-records.ts";
import type { HitRange } from "./search/match.ts";
import type { SettingsRecords } from "./settings-records.ts";
import type { StorageHealth } from "./storage-health.ts";

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
export interface Storage
  extends AccountRecords,
    BotRecords,
    FileRecords,
    IdentityRecords,
    ImportRecords,
    ModerationRecords,
    PeopleRecords,
    PushRecords,
    RetentionRecords,
    RoomAdminRecords,
    SettingsRecords,
    StorageHealth {
  /** Names this past: another database, or a restored one, has another epoch. */
  readonly epoch: string;

  /**
   * A new guest, or account, with a first session, a member of the lobby, and of the room of an invite link, which has one use more.
   * A guest who held the nickname, or one that looks like it, and was not here since `expiredBefore` is retired first.
   * Throws `nickname-taken`, `invite-link-invalid`, `account-link-invalid`.
   */
  createGuest(guest: NewGuest): Promise<void>;
  /** One more session of an existing user. Throws `not-found`, `banned`. */
  createSession(session: NewSession): Promise<Person>;
  /** The session with this token, unless its last visit was before `expiredBefore`. That of a bot does not expire. */
  findSession(tokenHash: string, expiredBefore: number): Promise<SessionRecord | undefined>;
  /** Notes a visit. */
  touchSession(sessionId: string, at: number): Promise<void>;
  /** Signs out. A guest's last session takes the guest with it: see `retireGuests`. An account stays. */
  endSession(sessionId: string, at: number): Promise<void>;
  /**
   * Guests not here since `expiredBefore`, or not for `briefGuestLifetimeMs` and never after their first `briefGuestVisitMs`: their nickname is free again, their sessions end, and they leave every room
   * (`leave` there). Their messages stay. Accounts never retire. Expired links are removed. Invitations lapse after `invitationLifetimeMs` (`uninvited`).
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
  /** The user's sessions whose last visit was not before `expiredBefore`: at most `sessionsListedMax`, those that were used last first. */
  listSessions(userId: string, expiredBefore: number): Promise<readonly SessionEntry[]>;
  /** `endSession` of one of the user's own. Throws `not-found`. */
  endSessionOf(userId: string, sessionId: string, at: number): Promise<void>;
  /** Ends all sessions of the user but one, and their device links and reset links. Answers with the ids. Throws `unauthenticated` when that one has ended. */
  endOtherSessions(userId: string, sessionId: string): Promise<readonly string[]>;

  /**
   * Changes what is given. Another nickname, tone or picture is `profile` in the lobby's log; the same again writes nothing. A nickname that was given up
   * is kept from others for `nicknameRestMs`. Throws `not-found` for a retired user, `nickname-taken` like `createGuest`, and `rate-limited`
   * beyond `nicknameChangesMax`, `file-not-found` for a picture that is not a complete upload of the user that no message names. The upload is a
   * file no more; a picture that gives way is doomed, and so is that of a user who retires.
   */
  updateProfile(change: ProfileChange): Promise<void>;
  /** Throws `not-found` unless the two share a conversation or `askerId` blocks the user. */
  findPerson(userId: string, askerId: string): Promise<PersonRecord>;
  /**
   * From now on neither of the two writes to the other in private or invites the other; `blocked` in the log of `userId`. Invitations from the
   * blocked user end. Twice writes nothing new. The refusals are `user-blocked` for the blocker and `not-accepted` for the blocked user.
   * Throws `not-found`, `not-allowed` with oneself, `too-many-blocks` (`blocksMax`).
   */
  block(userId: string, blockedId: string, at: number): Promise<void>;
  /** `unblocked` in the log, when there was the block. Throws `not-found`. */
  unblock(userId: string, blockedId: string, at: number): Promise<void>;

  /**
   * A room with its creator as owner: `join` in its log, `joined` in theirs. Throws `room-name-taken`, `too-many-conversations`, `file-not-found`
   * like `updateProfile`.
   */
  createRoom(room: NewRoom): Promise<Conversation>;
  /**
   * Changes a room: `room` in its log, with what is another one than before. Nothing is written where nothing is.
   * Throws `not-found` unless a member, `not-allowed` unless the owner and for the lobby, `room-name-taken`, `file-not-found` like `updateProfile`.
   */
  describeRoom(change: RoomChange): Promise<void>;
  /** Throws `not-found` for a missing or private room, `too-many-conversations`. Joining twice writes nothing new. */
  join(conversationId: string, userId: string, at: number): Promise<Conversation>;
  /**
   * When the owner leaves, the member who joined first of those that are left is the owner: `room` in the log. A room that its last member
   * leaves can never be found or joined again, and its name is free: see `eraseEmptyRooms`.
   * Throws `not-found` unless a member, `not-allowed` for the lobby and direct message conversations.
   */
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
   * Keeps an invite link; an earlier one of the maker in that room that is used up makes room for it.
   * Throws `not-found` and `not-allowed` like `invite`, `too-many-invite-links` (`inviteLinksPerMemberMax`, `inviteLinksPerRoomMax`).
   */
  createInviteLink(link: NewInviteLink): Promise<InviteLink>;
  /** Those that work at `at`, the newest first: the user's own, all of them for the owner. Throws like `invite`. */
  listInviteLinks(conversationId: string, userId: string, at: number): Promise<readonly InviteLink[]>;
  /** A link that is not there is revoked already. Throws `not-allowed` unless the user made it or owns the room. */
  revokeInviteLink(code: string, userId: string): Promise<void>;
  /**
   * The user becomes a member, with the maker as `invitedBy`, and the link has one use more; both or neither. A member writes nothing new.
   * Throws `invite-link-invalid` for one that is missing, used up or expired at `at`, `too-many-conversations`.
   */
  redeemInviteLink(code: string, userId: string, at: number): Promise<Conversation>;
  /** The room behind a link that works at `at`. */
  findInviteLink(code: string, at: number): Promise<InviteLinkPreview | undefined>;
  /**
   * Erases rooms that their last member left: texts, files and all that belongs to messages, then names and pictures. At most `limit` messages at once;
   * the answer says how many there were. That a message was sent stays known, so that sending it again is not sending it twice [P10].
   */
  eraseEmptyRooms(limit: number): Promise<number>;
  /**
   * The direct message conversation of two users, made when it is not there yet under the id `newId`.
   * It is listed (`joined`) for `userId` at once, for the peer from its next message on.
   * Throws `not-found` for an unknown peer, `not-allowed` with oneself, and the refusals of `block` when it would have to be made.
   */
  openDirect(direct: NewDirect): Promise<Conversation>;
  /** `reads-shared` in the log; the same again writes nothing. Throws `not-found`. */
  shareReads(userId: string, isShared: boolean, at: number): Promise<void>;
  /**
   * The read markers of a conversation's members who share theirs; `undefined` where it has more than `seenMembersMax` members. The caller has
   * made sure that the reader may see them.
   */
  listReadMarkers(conversationId: string): Promise<ReadMarkers | undefined>;
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
   * Throws `not-found` like `editMessage`, `not-allowed` unless the author or a moderator of a higher standing. The reason is for messages of others.
   */
  deleteMessage(target: MessageTarget & { readonly reason?: string | undefined }): Promise<void>;
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

export interface SessionRecord {
  readonly id: string;
  readonly user: Person;
  readonly lastSeenAt: number;
  /** [P28g] */
  readonly isVisit?: boolean;
  readonly bot?: BotGrant;
}

export interface SessionEntry {
  readonly id: string;
  readonly device: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

export interface ProfileChange {
  readonly userId: string;
  readonly nickname?: { readonly text: string; readonly key: string; readonly skeleton: string } | undefined;
  readonly tone?: number | undefined;
  /** Empty removes it. */
  readonly status?: string | undefined;
  /** The id of an upload; empty removes it. */
  readonly picture?: string | undefined;
  readonly at: number;
  /** As of `createGuest`. */
  readonly expiredBefore: number;
}

export type PersonRecord = Pick<PersonCard, "person" | "status" | "since" | "isBlocked"> & {
  readonly rooms: readonly CommonRoom[];
};

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
  readonly description?: string | undefined;
  readonly emoji?: string | undefined;
  readonly picture?: string | undefined;
  readonly isPrivate: boolean;
  readonly ownerId: string;
  readonly at: number;
}

/** A missing field stays as it is; an empty description, emoji or picture is removed. */
export interface RoomChange {
  readonly conversationId: string;
  readonly userId: string;
  readonly name?: { readonly text: string; readonly key: string } | undefined;
  readonly description?: string | undefined;
  readonly emoji?: string | undefined;
  readonly picture?: string | undefined;
  readonly isPrivate?: boolean | undefined;
  readonly at: number;
}

export interface NewInviteLink {
  readonly code: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly at: number;
  readonly expiresAt: number;
  readonly usesMax?: number | undefined;
}

export interface NewDirect {
  readonly newId: string;
  readonly userId: string;
  readonly peerId: string;
  readonly at: number;
}

/** `data` is not empty. */
export interface NewMessage extends Pick<MessageEvent, "data"> {
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

/** Without `data` the message keeps what it has; empty, it has none from now on. */
export interface MessageEdit extends MessageTarget, Pick<MessageEvent, "data"> {
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

export interface ConversationList {
  readonly user: Person;
  readonly userHead: number;
  readonly conversations: readonly Conversation[];
  /** One for each room, the oldest first. */
  readonly invitations: readonly Invitation[];
  /** Whom the user blocks. */
  readonly blockedIds: readonly string[];
  /** Whether others see how far the user has read. */
  readonly isReadShared: boolean;
  readonly serverRole: ServerRole;
  /** Missing where the user was never muted on the server. It may have ended. */
  readonly serverMute?: Mute | undefined;
  /** Direct message conversations that the user does not see until their next message; the newest, where they are many. */
  readonly unlistedIds: readonly string[];
}

export interface ReadMarkers {
  readonly markers: readonly ReadMarker[];
  /** Blocks among those members: who blocks, and whom. */
  readonly blocks: readonly (readonly [string, string])[];
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

export interface MemberPage extends Page<Omit<Member, "isOnline">> {
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
