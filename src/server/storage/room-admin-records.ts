import type { Report } from "../../protocol/moderation.ts";
import type { Person } from "../../protocol/people.ts";
import type { RetentionChange } from "../../protocol/retention.ts";

/** What is done to a room by those who keep order on the server. */
export interface RoomAdminAct {
  /** Who does it; missing where it is the operator. */
  readonly actorId?: string | undefined;
  readonly conversationId: string;
  readonly at: number;
}

/**
 * Rooms, also private ones, for those who keep order on the server, who need not be members and read nothing there. Each act checks the actor's role in
 * its own transaction and is in the audit log. All throw `not-allowed`, most of them also for the lobby, and `not-found`. Twice writes nothing new.
 */
export interface RoomAdminRecords {
  /** `rules` with `isArchived` in the room's log. An archived room is in no directory, and neither written to nor joined (`room-archived`). */
  archiveRoom(act: RoomAdminAct & { readonly isArchived: boolean }): Promise<void>;
  /**
   * From the commit on the room cannot be found, joined or written to, and its name is free. Its members leave in steps (`clearDeletedRooms`), then
   * `eraseEmptyRooms` erases it.
   */
  deleteRoom(act: RoomAdminAct): Promise<void>;
  /** Removes members of deleted rooms (`left` with `isRemoved`), at most `limit`. The answer says how many there were. */
  clearDeletedRooms(limit: number, at: number): Promise<number>;
  /** `role` in the room's log; the owner before is a moderator. Throws `not-found` unless the user is a member. */
  setRoomOwner(act: RoomAdminAct & { readonly userId: string }): Promise<void>;
  /** `rules` in the room's log; also of the lobby. A missing one stays, 0 is for ever. */
  setRoomRetention(act: RoomAdminAct & RetentionChange): Promise<void>;
  /** Throws `not-allowed`. */
  listAllRooms(query: RoomQuery): Promise<RoomAdminPage<RoomOnServer>>;
  /** Open reports of the whole server, the oldest first. Throws `not-allowed`. */
  listAllReports(query: ReportQuery): Promise<RoomAdminPage<ReportOnServer>>;
  /** As `resolveReport`, of any room. Throws `not-allowed`, `not-found`. */
  resolveAnyReport(act: { readonly actorId?: string | undefined; readonly reportId: number; readonly at: number }): Promise<void>;
  /** Figures that are cheap to have: no log is read for them. */
  countEverything(): Promise<StorageCounts>;
}

/** A page of a list; `next` is there when there is more. */
export interface RoomAdminPage<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export type RoomSort = "name" | "members" | "messages";

export interface RoomQuery {
  readonly actorId?: string | undefined;
  /** Folded, any part of the name. "" is every room. */
  readonly text: string;
  readonly isPrivate?: boolean | undefined;
  readonly isArchived?: boolean | undefined;
  /** By name, or those with the most members or messages first. */
  readonly sort: RoomSort;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A room without anything that is written in it. */
export interface RoomOnServer {
  readonly conversationId: string;
  readonly name: string;
  readonly description?: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  /** Missing in the lobby. */
  readonly owner?: Person;
  readonly memberCount: number;
  readonly messageCount: number;
  readonly createdAt?: number;
  readonly lastMessageAt?: number;
}

export interface ReportQuery {
  readonly actorId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The room's name is missing for a private conversation. */
export type ReportOnServer = Report & { readonly roomName?: string };

export interface StorageCounts {
  readonly users: number;
  readonly accounts: number;
  readonly rooms: number;
  /** Places of messages, also of those that were deleted. */
  readonly messages: number;
  readonly sessions: number;
  readonly fileBytes: number;
}
