import type { Report, Restriction, RoomRules } from "../../protocol/moderation.ts";
import type { Role } from "../../protocol/people.ts";

/** An act in a room: of whom, and when. */
export interface RoomAct {
  readonly conversationId: string;
  /** Who does it. */
  readonly actorId: string;
  readonly at: number;
}

/** The same, to a user. */
export interface MemberAct extends RoomAct {
  readonly userId: string;
}

export interface MemberRestriction extends MemberAct {
  /** Without it, until it is lifted. */
  readonly until?: number | undefined;
  readonly reason?: string | undefined;
}

/**
 * Order in rooms. Each act is in the audit log, and what members see of it is an event of the room's log. All throw `not-found` unless the actor is
 * a member, and `not-allowed` where `permissions.ts` says so. Twice writes nothing new.
 */
export interface ModerationRecords {
  /** Sets what is given: `rules` in the log. */
  setRules(act: RoomAct & { readonly rules: RoomRules }): Promise<void>;
  /** `role` in the log. A new owner takes the place of the one before, who is a moderator then. Throws `not-found` unless the user is a member. */
  setRole(act: MemberAct & { readonly role: Role }): Promise<void>;
  /** `mute` in the log. Throws `not-found` unless the user is a member, `too-many-restrictions` (`restrictionsPerRoomMax`). */
  mute(act: MemberRestriction): Promise<void>;
  /** `unmute` in the log. Throws `not-found` unless the user is a member. */
  unmute(act: MemberAct): Promise<void>;
  /** `voice` in the log. Throws `not-found` unless the user is a member. */
  setVoice(act: MemberAct & { readonly hasVoice: boolean }): Promise<void>;
  /** `leave` in the log, `left` in that of the user. Throws `not-found` unless the user is a member. */
  kick(act: MemberAct & { readonly reason?: string | undefined }): Promise<void>;
  /** As `kick`, also for a user who is no member; from then on every way into the room throws `banned`. Throws `too-many-restrictions`. */
  ban(act: MemberRestriction): Promise<void>;
  unban(act: MemberAct): Promise<void>;
  /** Those that hold at `at`, the newest first. */
  listRestrictions(act: RoomAct): Promise<readonly Restriction[]>;
  /** `hand` in the log. Throws `hands-off`. */
  raiseHand(act: RoomAct): Promise<void>;
  /** `hand` in the log: one's own, that of another member, or all. */
  lowerHand(act: RoomAct & { readonly userId?: string | undefined; readonly isOfAll?: boolean | undefined }): Promise<void>;
  /** Keeps a copy of the text. Throws `message-deleted`, `not-allowed` for the user's own, `too-many-reports` (`openReportsPerUserMax`). */
  report(act: RoomAct & { readonly seq: number; readonly reason?: string | undefined }): Promise<void>;
  /** The open ones of the room, the oldest first, at most `reportsListedMax`. */
  listReports(act: RoomAct): Promise<readonly Report[]>;
  /** The copy of the text goes. Throws `not-found` for a report of another room. */
  resolveReport(act: RoomAct & { readonly reportId: number }): Promise<void>;
  /** Whether the member could write there now, as far as mutes, blocks and the rules of the room say; slow mode does not count. */
  maySpeak(act: RoomAct): Promise<boolean>;
  /** The same, and why not: throws `not-found`, `muted`, `room-locked`, `room-archived`, and what refuses private messages. */
  requireSpeech(act: RoomAct): Promise<void>;
  /** Removes restrictions that have ended, and what slow mode noted, before `at`; at most `limit` of each. */
  forgetEndedRestrictions(at: number, limit: number): Promise<void>;
}
