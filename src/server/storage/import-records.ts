import type { ServerRole } from "../../protocol/accounts.ts";
import type { CustomData } from "../../protocol/custom-data.ts";
import type { FileInfo } from "../../protocol/files.ts";
import type { NewMention } from "../../protocol/messages.ts";
import type { RoomRules } from "../../protocol/moderation.ts";
import type { Role } from "../../protocol/people.ts";
import type { Identity } from "./identity-records.ts";

/**
 * How data of another server comes in. Ids of the source (`foreignId`, `userId`, …) are kept where they are free here and get a new id where they are not;
 * which became which is remembered by `source`, so that every verb can be called again: what is there already is not written twice.
 *
 * A conversation is built where no user is a member of it, and its log grows by `importEvents` in order, so that a cut leaves a beginning to which the
 * next call adds. `openConversation` shows it to its members, all of it at once.
 */
export interface ImportRecords {
  /**
   * New users without a session and outside of every conversation. A user with an identity that a user here has is that user. A nickname that is taken gives way to
   * the next candidate. Answers with the users here, in order.
   */
  importUsers(batch: ImportBatch<NewImportedUser>): Promise<readonly ImportedUser[]>;
  /** They come in: into the lobby, and with the ways to sign in that the source knew. Users who were here before the import stay as they are. */
  admitUsers(batch: ImportBatch<AdmittedUser>): Promise<void>;
  /** Blocks among imported users; one that cannot be kept, because a user is gone or blocks too many, is skipped. */
  importBlocks(batch: ImportBatch<ImportedBlock>): Promise<void>;
  /** Bans and mutes, on the whole server or in a conversation that is being built. What has ended by then is skipped. */
  importRestrictions(batch: ImportBatch<ImportedRestriction>): Promise<void>;
  /** Begins a conversation, or finds it as it is. */
  beginConversation(conversation: NewImportedConversation): Promise<ImportProgress>;
  /**
   * Adds events behind those that are there; events that are there already are passed over. `refused` names the first event that cannot be added: it and those
   * behind it were not. Throws `not-found` for a conversation that was never begun.
   */
  importEvents(batch: EventBatch): Promise<ImportProgress>;
  /** Who will be a member once it is open. Twice writes nothing new. */
  importMembers(batch: ImportBatch<ImportedMember> & { readonly foreignId: string }): Promise<void>;
  /**
   * Ends the building. Members who are users here now find the conversation in their list (`joined`), read up to its end. The lobby becomes the lobby as long
   * as that has no event and no member, and else a room. Without a member, and without `ownerId`, it stays closed: `memberCount` is 0. Open already, it stays as it is.
   */
  openConversation(opening: ConversationOpening): Promise<OpenedConversation>;
}

export interface ImportBatch<Item> {
  readonly source: string;
  /** Now. */
  readonly at: number;
  readonly items: readonly Item[];
}

export interface NewImportedUser {
  readonly foreignId: string;
  /** `retired`: a guest who has gone. `deleted`: only their places in logs are left. */
  readonly state: "active" | "retired" | "deleted";
  /** In the order of preference. The text of the first is that of a user who is not active. */
  readonly nicknames: readonly { readonly text: string; readonly key: string; readonly skeleton: string }[];
  readonly tone?: number | undefined;
  readonly status?: string | undefined;
  readonly picture?: string | undefined;
  readonly isReadShared?: boolean | undefined;
  readonly createdAt: number;
  readonly identities?: readonly Identity[] | undefined;
}

export interface ImportedUser {
  readonly id: string;
  readonly nickname: string;
}

export interface AdmittedUser {
  readonly foreignId: string;
  readonly isAccount: boolean;
  readonly identities?: readonly Identity[] | undefined;
  readonly passwordHash?: string | undefined;
  readonly serverRole?: ServerRole | undefined;
  readonly lastSeenAt?: number | undefined;
}

export interface ImportedBlock {
  readonly userId: string;
  readonly blockedId: string;
  readonly at: number;
}

export interface ImportedRestriction {
  /** Missing where it is of the whole server. */
  readonly conversationId?: string | undefined;
  readonly kind: "mute" | "ban";
  readonly userId: string;
  readonly at: number;
  readonly until?: number | undefined;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
}

export interface NewImportedConversation {
  readonly source: string;
  readonly at: number;
  readonly foreignId: string;
  readonly kind: "room" | "direct";
  /** It is the lobby of its source. */
  readonly isLobby?: boolean | undefined;
  /** The source kept nothing up to here: its first event has the next seq. */
  readonly floor: number;
  /** Of a room; candidates for a public room whose name is taken follow by number. */
  readonly name?: { readonly text: string; readonly key: string } | undefined;
  readonly description?: string | undefined;
  readonly emoji?: string | undefined;
  readonly picture?: string | undefined;
  readonly isPrivate?: boolean | undefined;
  readonly isArchived?: boolean | undefined;
  readonly rules?: RoomRules | undefined;
  /** Of a direct message conversation. */
  readonly people?: readonly [string, string] | undefined;
}

/** How far a conversation has come. */
export interface ImportProgress {
  readonly id: string;
  readonly isOpen: boolean;
  /** Seq of the source up to which its log is here. */
  readonly seq: number;
  readonly refused?: RefusedEvent;
}

export interface RefusedEvent {
  readonly seq: number;
  /** `order`: it does not follow the event before. `user`: it names a user who was not imported. `target`: it changes what is no message. */
  readonly reason: "order" | "user" | "target" | "too-many-reactions" | "too-many-pins";
  readonly detail?: string;
}

export interface EventBatch {
  readonly source: string;
  readonly foreignId: string;
  /** Their seqs are consecutive. */
  readonly events: readonly ImportedEvent[];
}

export type ImportedEvent = ImportedMessage | OtherImportedEvent;

/** A message in its present state. */
export interface ImportedMessage {
  readonly type: "message";
  readonly seq: number;
  readonly at: number;
  readonly by: string;
  readonly clientMessageId?: string | undefined;
  readonly text: string;
  readonly mentions?: readonly NewMention[] | undefined;
  readonly replyTo?: number | undefined;
  readonly files?: readonly FileInfo[] | undefined;
  readonly data?: CustomData | undefined;
  readonly editedAt?: number | undefined;
  readonly isDeleted?: boolean | undefined;
  readonly removal?: { readonly by: string; readonly reason?: string | undefined } | undefined;
}

/** Any other event. People inside `content` are objects with an id and a nickname. */
export interface OtherImportedEvent {
  readonly type: string;
  readonly seq: number;
  readonly at: number;
  /** Missing where it was the operator. */
  readonly by?: string | undefined;
  /** The message that it changes. */
  readonly target?: number | undefined;
  readonly content?: Readonly<Record<string, unknown>> | undefined;
}

export interface ImportedMember {
  readonly userId: string;
  readonly role: Role;
  /** The seq of the join at the source; 0 where there is none. */
  readonly joinedSeq: number;
  /** A direct message conversation that is not in the user's list is not there until its next message. */
  readonly isListed: boolean;
  readonly hasVoice?: boolean | undefined;
  readonly isPinned?: boolean | undefined;
  readonly isArchived?: boolean | undefined;
  readonly notify?: string | undefined;
}

export interface ConversationOpening {
  readonly source: string;
  readonly foreignId: string;
  readonly at: number;
  /** A user here who becomes the owner of a room that has none. */
  readonly ownerId?: string | undefined;
}

export interface OpenedConversation {
  readonly id: string;
  readonly name?: string;
  readonly memberCount: number;
  /** Members who have a way to come back: without one the room ends with its guests. */
  readonly accountCount: number;
}
