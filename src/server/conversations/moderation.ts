import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { Report, Restriction, RoomRules } from "../../protocol/moderation.ts";
import type { Person, Role } from "../../protocol/people.ts";
import { readReason } from "../reason.ts";
import type { Storage } from "../storage/storage.ts";
import { visibleParagraph } from "../visible-text.ts";

interface Why {
  readonly reason?: string | undefined;
}

/** For how long, and why. */
type Sentence = Why & { readonly seconds?: number | undefined };

/** Order in rooms: their rules, their moderators, who writes and who may come in, hands, and reports [P170–P176]. */
export class Moderation {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Throws `announcement-invalid`, and what `Storage.setRules` throws; so with the others. */
  async setRules(actor: Person, conversationId: string, { announcement, ...rules }: RoomRules): Promise<void> {
    const given = { ...rules, ...(announcement !== undefined && { announcement: readAnnouncement(announcement) }) };
    await this.#storage.setRules({ ...this.#act(actor, conversationId), rules: given });
  }

  /** Throws why the user could write nothing there now; slow mode does not count. */
  requireSpeech(actor: Person, conversationId: string): Promise<void> {
    return this.#storage.requireSpeech(this.#act(actor, conversationId));
  }

  setRole(actor: Person, conversationId: string, userId: string, role: Role): Promise<void> {
    return this.#storage.setRole({ ...this.#act(actor, conversationId), userId, role });
  }

  /** Throws `reason-invalid`. */
  async mute(actor: Person, conversationId: string, userId: string, sentence: Sentence): Promise<void> {
    await this.#storage.mute(this.#restriction(actor, conversationId, userId, sentence));
  }

  unmute(actor: Person, conversationId: string, userId: string): Promise<void> {
    return this.#storage.unmute({ ...this.#act(actor, conversationId), userId });
  }

  setVoice(actor: Person, conversationId: string, userId: string, hasVoice: boolean): Promise<void> {
    return this.#storage.setVoice({ ...this.#act(actor, conversationId), userId, hasVoice });
  }

  /** Throws `reason-invalid`. */
  async kick(actor: Person, conversationId: string, userId: string, why: Why): Promise<void> {
    await this.#storage.kick({ ...this.#act(actor, conversationId), userId, ...readWhy(why) });
  }

  /** Throws `reason-invalid`. */
  async ban(actor: Person, conversationId: string, userId: string, sentence: Sentence): Promise<void> {
    await this.#storage.ban(this.#restriction(actor, conversationId, userId, sentence));
  }

  unban(actor: Person, conversationId: string, userId: string): Promise<void> {
    return this.#storage.unban({ ...this.#act(actor, conversationId), userId });
  }

  restrictions(actor: Person, conversationId: string): Promise<readonly Restriction[]> {
    return this.#storage.listRestrictions(this.#act(actor, conversationId));
  }

  raiseHand(actor: Person, conversationId: string): Promise<void> {
    return this.#storage.raiseHand(this.#act(actor, conversationId));
  }

  lowerHand(
    actor: Person,
    conversationId: string,
    whose: { readonly userId?: string | undefined; readonly isOfAll?: boolean | undefined },
  ): Promise<void> {
    return this.#storage.lowerHand({ ...this.#act(actor, conversationId), ...whose });
  }

  /** Throws `reason-invalid`. */
  async report(actor: Person, conversationId: string, seq: number, why: Why): Promise<void> {
    await this.#storage.report({ ...this.#act(actor, conversationId), seq, ...readWhy(why) });
  }

  reports(actor: Person, conversationId: string): Promise<readonly Report[]> {
    return this.#storage.listReports(this.#act(actor, conversationId));
  }

  resolveReport(actor: Person, conversationId: string, reportId: number): Promise<void> {
    return this.#storage.resolveReport({ ...this.#act(actor, conversationId), reportId });
  }

  /** Removes what has ended. */
  forgetEndedRestrictions(): Promise<void> {
    return this.#storage.forgetEndedRestrictions(this.#clock.now(), FORGOTTEN_AT_ONCE_MAX);
  }

  #act(actor: Person, conversationId: string) {
    return { actorId: actor.id, conversationId, at: this.#clock.now() };
  }

  #restriction(actor: Person, conversationId: string, userId: string, { seconds, ...why }: Sentence) {
    const act = this.#act(actor, conversationId);
    return { ...act, userId, ...(seconds !== undefined && { until: act.at + seconds * 1000 }), ...readWhy(why) };
  }
}

const FORGOTTEN_AT_ONCE_MAX = 1_000;

function readWhy({ reason: raw }: Why): Why {
  const reason = readReason(raw);
  return reason === undefined ? {} : { reason };
}

function readAnnouncement(raw: string): string {
  if (raw.trim() === "") return "";
  const text = visibleParagraph(raw, { characters: limits.announcementCharactersMax, bytes: limits.announcementBytesMax });
  if (text === undefined) throw new ShoalError("announcement-invalid");
  return text;
}
