import type { ServerRole } from "../../protocol/accounts.ts";
import type { CustomData } from "../../protocol/custom-data.ts";
import type { Mute } from "../../protocol/moderation.ts";
import type { Person } from "../../protocol/people.ts";
import type { EndedSession } from "./bot-records.ts";

/** A page of a list, as `Page` of `storage.ts`. */
export interface PeoplePage<Item> {
  readonly items: readonly Item[];
  /** There when more follows. */
  readonly next?: string;
}

/** What is done to a user on the server as a whole. */
export interface UserAct {
  /** Who does it; missing where it is the operator, at the machine. */
  readonly actorId?: string | undefined;
  readonly userId: string;
  readonly at: number;
}

export interface UserRestriction extends UserAct {
  /** Without it, until it is lifted. */
  readonly until?: number | undefined;
  readonly reason?: string | undefined;
}

/**
 * People on the server as a whole. Each act checks in its own transaction what the actor may do (`permissions.ts`), and is in the audit log. All throw
 * `not-allowed` for an actor who may not, or not with that user, and `not-found` for an unknown or retired user. Twice writes nothing new.
 */
export interface PeopleRecords {
  /** `server-role` in the user's log. Throws `account-needed` for a guest, `last-administrator` where the only one would be none any more. */
  setServerRole(act: UserAct & { readonly serverRole: ServerRole }): Promise<void>;
  /**
   * Ends all sessions of the user and of the bots for which they answer, their device links and reset links, and answers with the sessions. While the ban holds, no session is opened
   * (`banned`), and the user is not retired, so that no other user gets the nickname. A ban ends by itself after `until`.
   */
  banUser(act: UserRestriction): Promise<readonly EndedSession[]>;
  unbanUser(act: UserAct): Promise<void>;
  /** The user writes nowhere (`muted`): `server-mute` in their log. */
  muteUser(act: UserRestriction): Promise<void>;
  /** Also lets a newcomer write at once. */
  unmuteUser(act: UserAct): Promise<void>;
  /** Ends all sessions and links of the user, and answers with the sessions' ids. A guest has no way back then, and retires. */
  signOutUser(act: UserAct): Promise<readonly string[]>;
  /**
   * Deletes the user and all that is theirs, their bots too, and answers with the sessions' ids. From the commit on nothing of it is served; `eraseDeletedUsers` takes it
   * from the disk. Places in logs stay: their author is called `DELETED_NICKNAME`.
   */
  deleteUser(act: UserAct): Promise<readonly string[]>;
  /**
   * The same by the user. Throws `credentials-invalid` when the password is not `passwordHash`'s any more, `unauthenticated` when the session has ended,
   * `last-administrator`.
   */
  deleteOwnData(deletion: OwnDeletion): Promise<readonly string[]>;
  /**
   * Erases what deleted users left, in steps of at most `limit` places of a log. Where it is recent, `delete` and `unreact` events tell the others. The
   * answer says whether there is more. A kill between two steps loses nothing, and a step that is done again changes nothing.
   */
  eraseDeletedUsers(limit: number, at: number): Promise<{ readonly isBehind: boolean }>;

  /** By nickname. `at` tells which restrictions hold. Throws `not-allowed`. */
  listPeople(query: PeopleQuery): Promise<PeoplePage<PersonOnServer>>;
  /** Throws `not-allowed`, `not-found`. */
  findPersonOnServer(asked: UserAct): Promise<PersonOnServer>;
  /** The newest first. Throws `not-allowed`. */
  listAudit(query: AuditQuery): Promise<PeoplePage<AuditRecord>>;
  /** Removes entries that are older, and those beyond the newest `kept`; at most `limit`. The answer says how many there were. */
  expireAudit(before: number, kept: number, limit: number): Promise<number>;

  /** What the user may take along of themselves and their settings. Throws `not-found`. */
  exportProfile(userId: string, at: number): Promise<OwnProfile>;
  /** The conversations that the user ever was in, in the order of the own log; one may come twice. `after`: `next` of the page before. */
  exportConversations(userId: string, after: string | undefined, limit: number): Promise<PeoplePage<OwnConversation>>;
  /** The user's own messages and reactions in one conversation, of at most `places` places after `after`. */
  exportEvents(userId: string, conversationId: string, after: number, places: number): Promise<OwnEvents>;
}

export interface OwnDeletion {
  readonly userId: string;
  readonly sessionId: string;
  /** Of the password that was verified; missing where the user has none. */
  readonly passwordHash?: string | undefined;
  readonly at: number;
}

export type PeopleFilter = "all" | "banned" | "muted" | "staff" | "guests";

export interface PeopleQuery {
  readonly actorId?: string | undefined;
  /** Folded; nicknames that begin with it come first. "" is everyone. */
  readonly text: string;
  readonly filter: PeopleFilter;
  readonly after?: string | undefined;
  readonly limit: number;
  readonly at: number;
}

/** A user as those see them who keep order on the server. */
export interface PersonOnServer {
  readonly person: Person;
  readonly isAccount: boolean;
  readonly serverRole: ServerRole;
  /** Missing unless the user is banned from the server. */
  readonly ban?: HeldRestriction;
  /** Missing unless a moderator muted the user on the whole server. */
  readonly mute?: HeldRestriction;
  /** A newcomer writes nowhere until then; missing for others. */
  readonly writesFrom?: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly sessionCount: number;
}

export interface HeldRestriction extends Mute {
  readonly at: number;
  /** Missing where it was the operator. */
  readonly by?: Person;
}

export interface AuditQuery {
  readonly actorId?: string | undefined;
  readonly act?: string | undefined;
  /** Acts of this user. */
  readonly byId?: string | undefined;
  /** Acts to this user. */
  readonly userId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface AuditRecord {
  readonly id: number;
  readonly at: number;
  readonly act: string;
  /** Missing where it was the operator. */
  readonly by?: Person;
  readonly user?: Person;
  readonly conversationId?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A user's own data, without secrets. */
export interface OwnProfile {
  readonly person: Person;
  readonly status?: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly isAccount: boolean;
  readonly hasPassword: boolean;
  readonly serverRole: ServerRole;
  readonly isReadShared: boolean;
  readonly sessions: readonly { readonly device: string; readonly createdAt: number; readonly lastSeenAt: number }[];
  /** Who the user is elsewhere. */
  readonly identities: readonly { readonly issuer: string; readonly subject: string }[];
  readonly blockedIds: readonly string[];
  readonly reports: readonly {
    readonly at: number;
    readonly conversationId: string;
    readonly seq: number;
    readonly reason?: string;
  }[];
  readonly uploads: readonly { readonly id: string; readonly name: string; readonly byteLength: number; readonly at: number }[];
}

export interface OwnConversation {
  readonly conversationId: string;
  readonly kind: "room" | "direct";
  readonly joinedAt: number;
  /** Missing where the user is no member any more. */
  readonly membership?: {
    readonly name?: string;
    readonly peer?: Person;
    readonly role: string;
    readonly readSeq: number;
    readonly settings: Readonly<Record<string, unknown>>;
  };
}

export interface OwnEvents {
  readonly events: readonly OwnEvent[];
  /** The last place that was looked at; the head when there is no more. */
  readonly last: number;
  readonly head: number;
}

export interface OwnEvent {
  readonly type: "message" | "react";
  readonly seq: number;
  readonly at: number;
  readonly text?: string;
  readonly editedAt?: number;
  readonly replyTo?: number;
  readonly files?: readonly { readonly id: string; readonly name: string; readonly type: string; readonly byteLength: number }[];
  readonly data?: CustomData;
  /** Of a reaction … */
  readonly emoji?: string;
  /** … to this message. */
  readonly target?: number;
}
