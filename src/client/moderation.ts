import type { Conversation } from "../protocol/conversations.ts";
import type { Report, Restriction, RoomRules } from "../protocol/moderation.ts";
import type { Role } from "../protocol/people.ts";
import { type Retention, strictest } from "../protocol/retention.ts";
import type { Requests } from "./requests.ts";
import type { ServerStanding, Sync } from "./sync/sync.ts";

/** For how long, and why. */
export interface RestrictionOptions {
  /** 1 to 315,360,000 seconds (ten years); missing means until it is lifted. */
  readonly seconds?: number | undefined;
  /** At most 300 visible characters. The user, and the room, can read it. */
  readonly reason?: string | undefined;
}

/** Why a member is removed. */
export interface ReasonOption {
  /** At most 300 visible characters. The user, and the room, can read it. */
  readonly reason?: string | undefined;
}

/**
 * Order in a room: what its owner and moderators do, the raising of hands, and reports. `may` and `mayActOn` tell beforehand what is allowed. Everything
 * rejects with `not-found` outside of the user's conversations, with `not-allowed` for lack of a role, and with `unsupported` where the server is too old;
 * doing it twice is doing it once.
 * @example await client.moderation.setRules(room.id, { isLocked: true });
 */
export class Moderation {
  readonly #requests: Requests;
  readonly #sync: Sync;

  /** @internal */
  constructor({ requests, sync }: { readonly requests: Requests; readonly sync: Sync }) {
    this.#requests = requests;
    this.#sync = sync;
  }

  /** What the user is on the server as a whole, kept up to date. Never changed in place: the event `serverStanding` brings a new one. */
  get serverStanding(): ServerStanding {
    return this.#sync.serverStanding;
  }

  /**
   * How long a conversation keeps what is written: the room's rule or the server's, whichever is less. 0 is for ever.
   * @example const { days, messages } = client.moderation.retentionOf(room);
   */
  retentionOf(conversation: Conversation): Retention {
    const { retentionDays: days = 0, retentionMessages: messages = 0 } =
      (conversation.kind === "room" && conversation.rules) || {};
    return strictest({ days, messages }, this.#sync.retention);
  }

  /**
   * Changes the rules that are given, and no other. `false`, 0, `all` and "" are the defaults. Rejects with `announcement-invalid`.
   * @example await client.moderation.setRules(room.id, { slowModeSeconds: 30, areLinksOff: true, announcement: "Exam on Friday" });
   */
  async setRules(conversationId: string, rules: RoomRules): Promise<void> {
    await this.#requests.ask("set-rules", { conversationId, ...rules });
  }

  /**
   * Appoints a moderator, makes one a member again, or hands the room over: the owner until then is a moderator. For owners.
   * @example await client.moderation.setRole(room.id, ben.id, "moderator");
   */
  async setRole(conversationId: string, userId: string, role: Role): Promise<void> {
    await this.#requests.ask("set-role", { conversationId, userId, role });
  }

  /**
   * From now on the member reads, and writes nothing. Rejects with `too-many-restrictions` (500 of a room) and `reason-invalid`.
   * @example await client.moderation.mute(room.id, ben.id, { seconds: 600, reason: "cool down" });
   */
  async mute(conversationId: string, userId: string, options: RestrictionOptions = {}): Promise<void> {
    await this.#requests.ask("mute", { conversationId, userId, ...options });
  }

  /** Ends a mute. */
  async unmute(conversationId: string, userId: string): Promise<void> {
    await this.#requests.ask("unmute", { conversationId, userId });
  }

  /**
   * Lets a member write although the room is locked, or no more.
   * @example await client.moderation.setVoice(room.id, ben.id, true);
   */
  async setVoice(conversationId: string, userId: string, hasVoice: boolean): Promise<void> {
    await this.#requests.ask("set-voice", { conversationId, userId, hasVoice });
  }

  /** Removes a member; they can come back. Rejects with `reason-invalid`, and with `not-allowed` in the lobby. */
  async kick(conversationId: string, userId: string, options: ReasonOption = {}): Promise<void> {
    await this.#requests.ask("kick", { conversationId, userId, ...options });
  }

  /**
   * Removes a member, who cannot come back before the end of the ban. It may be a user who has left already. Rejects like `kick`, and with
   * `too-many-restrictions` (500 of a room).
   * @example await client.moderation.ban(room.id, ben.id, { seconds: 24 * 60 * 60, reason: "spam" });
   */
  async ban(conversationId: string, userId: string, options: RestrictionOptions = {}): Promise<void> {
    await this.#requests.ask("ban", { conversationId, userId, ...options });
  }

  /** Ends a ban. The user is no member by that. */
  async unban(conversationId: string, userId: string): Promise<void> {
    await this.#requests.ask("unban", { conversationId, userId });
  }

  /** Who is muted in the room or banned from it, the newest first. For moderators. */
  async restrictions(conversationId: string): Promise<readonly Restriction[]> {
    return (await this.#requests.ask("restrictions", { conversationId })).restrictions;
  }

  /** Raises the user's hand, for all members to see. Rejects with `hands-off` where the room does not have `hasHands`. */
  async raiseHand(conversationId: string): Promise<void> {
    await this.#requests.ask("raise-hand", { conversationId });
  }

  /**
   * Lowers the user's hand; as a moderator that of a member, or all hands.
   * @example await client.moderation.lowerHand(room.id, { isOfAll: true });
   */
  async lowerHand(conversationId: string, whose: { readonly userId?: string; readonly isOfAll?: boolean } = {}): Promise<void> {
    await this.#requests.ask("lower-hand", { conversationId, ...whose });
  }

  /**
   * Shows a message to the moderators of the room, and to those of the server. Its author is not told. Rejects with `message-deleted`,
   * `too-many-reports` (50 of the user are open), `reason-invalid`.
   * @example await client.moderation.report(conversationId, message.seq, { reason: "spam" });
   */
  async report(conversationId: string, seq: number, options: ReasonOption = {}): Promise<void> {
    await this.#requests.ask("report", { conversationId, seq, ...options });
  }

  /** The open reports of the room, the oldest first, at most 100. For moderators. */
  async reports(conversationId: string): Promise<readonly Report[]> {
    return (await this.#requests.ask("reports", { conversationId })).reports;
  }

  /** Takes a report off the list. */
  async resolveReport(conversationId: string, reportId: number): Promise<void> {
    await this.#requests.ask("resolve-report", { conversationId, reportId });
  }
}
