import type { Clock } from "../../clock.ts";
import type { ServerRole } from "../../protocol/accounts.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { limits } from "../../protocol/limits.ts";
import type { Log } from "../log.ts";
import { readReason } from "../reason.ts";
import type { AuditQuery, AuditRecord, PeopleFilter, PeoplePage, PersonOnServer, UserAct } from "../storage/people-records.ts";
import type { Storage } from "../storage/storage.ts";

/** A user's id, or `undefined` for the operator, at the machine. */
export type ServerActor = string | undefined;

/** Ends the connections of a session on every transport at once. */
export type EndSession = (userId: string, sessionId: string, code: "signed-out" | "banned") => void;

interface PeopleDependencies {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  readonly endSession: EndSession;
}

export interface RestrictionOptions {
  /** How long it holds; missing means until it is lifted. At most `restrictionSecondsMax`. */
  readonly seconds?: number | undefined;
  readonly reason?: string | undefined;
}

export interface PeopleSearch {
  readonly text?: string | undefined;
  readonly filter?: PeopleFilter | undefined;
  readonly after?: string | undefined;
  /** At most `PEOPLE_PER_PAGE_MAX`, which is the default. */
  readonly limit?: number | undefined;
}

export type AuditSearch = Omit<AuditQuery, "actorId" | "limit"> & { readonly limit?: number | undefined };

export const PEOPLE_PER_PAGE_MAX = 100;
export const AUDIT_ENTRIES_PER_PAGE_MAX = 200;
/** Entries of the audit log are kept for this long … */
export const AUDIT_LIFETIME_MS = 365 * 24 * 60 * 60 * 1000;
/** … and so many of them. */
export const AUDIT_ENTRIES_MAX = 1_000_000;
const AUDIT_ENTRIES_REMOVED_AT_ONCE = 1_000;
/** Places of a log that are looked at in one step: a few milliseconds of the writer's thread. */
const PLACES_ERASED_AT_ONCE = 2_000;
/** Between two steps: others write meanwhile, and are told of what goes at this pace. */
const ERASURE_PAUSE_MS = 50;

/** People on the server as a whole: what its staff and its operator do, and what is known of it [P177, P179]. */
export class People {
  readonly #parts: PeopleDependencies;
  #erasing: Promise<void> | undefined;
  #cancelPause: () => void = () => {};
  #isClosed = false;

  constructor(parts: PeopleDependencies) {
    this.#parts = parts;
  }

  /** Throws `not-allowed`, `not-found`, `account-needed`, `last-administrator`. */
  async setServerRole(actor: ServerActor, userId: string, serverRole: ServerRole): Promise<void> {
    await this.#parts.storage.setServerRole({ ...this.#act(actor, userId), serverRole });
  }

  /** Throws `not-allowed`, `not-found`, `reason-invalid`. */
  async ban(actor: ServerActor, userId: string, options: RestrictionOptions = {}): Promise<void> {
    const ended = await this.#parts.storage.banUser({ ...this.#act(actor, userId), ...this.#restriction(options) });
    for (const session of ended)
      this.#parts.endSession(session.userId, session.sessionId, session.userId === userId ? "banned" : "signed-out");
  }

  /** Throws `not-allowed`, `not-found`. */
  async unban(actor: ServerActor, userId: string): Promise<void> {
    await this.#parts.storage.unbanUser(this.#act(actor, userId));
  }

  /** Throws `not-allowed`, `not-found`, `reason-invalid`. */
  async mute(actor: ServerActor, userId: string, options: RestrictionOptions = {}): Promise<void> {
    await this.#parts.storage.muteUser({ ...this.#act(actor, userId), ...this.#restriction(options) });
  }

  /** Also lets a newcomer write at once. Throws `not-allowed`, `not-found`. */
  async unmute(actor: ServerActor, userId: string): Promise<void> {
    await this.#parts.storage.unmuteUser(this.#act(actor, userId));
  }

  /** Ends every session of the user. A guest is gone with them. Throws `not-allowed`, `not-found`. */
  async signOut(actor: ServerActor, userId: string): Promise<void> {
    this.#end(userId, await this.#parts.storage.signOutUser(this.#act(actor, userId)), "signed-out");
  }

  /** Throws `not-allowed`, `not-found`. */
  async delete(actor: ServerActor, userId: string): Promise<void> {
    this.#end(userId, await this.#parts.storage.deleteUser(this.#act(actor, userId)), "signed-out");
    this.eraseSoon();
  }

  /** Throws `not-allowed`. */
  list(actor: ServerActor, { text = "", filter = "all", after, limit }: PeopleSearch = {}): Promise<PeoplePage<PersonOnServer>> {
    return this.#parts.storage.listPeople({
      ...{ actorId: actor, text: foldText(text), filter, after, at: this.#parts.clock.now() },
      limit: Math.min(limit ?? PEOPLE_PER_PAGE_MAX, PEOPLE_PER_PAGE_MAX),
    });
  }

  /** Throws `not-allowed`, `not-found`. */
  find(actor: ServerActor, userId: string): Promise<PersonOnServer> {
    return this.#parts.storage.findPersonOnServer(this.#act(actor, userId));
  }

  /** The newest first. Throws `not-allowed`. */
  listAudit(actor: ServerActor, { limit, ...search }: AuditSearch = {}): Promise<PeoplePage<AuditRecord>> {
    return this.#parts.storage.listAudit({
      ...{ ...search, actorId: actor },
      limit: Math.min(limit ?? AUDIT_ENTRIES_PER_PAGE_MAX, AUDIT_ENTRIES_PER_PAGE_MAX),
    });
  }

  /** Erases what deleted users left, step by step. For housekeeping too, which finds what a kill has left. */
  eraseSoon(): void {
    if (this.#isClosed) return;
    this.#erasing ??= this.#eraseAll()
      .catch((error: unknown) => this.#parts.log.error("what a deleted user left could not be erased", error))
      .finally(() => {
        this.#erasing = undefined;
      });
  }

  /** After the step that is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelPause();
    await this.#erasing;
  }

  /** For housekeeping. */
  async expireAudit(): Promise<void> {
    const before = this.#parts.clock.now() - AUDIT_LIFETIME_MS;
    let removed: number;
    do {
      removed = await this.#parts.storage.expireAudit(before, AUDIT_ENTRIES_MAX, AUDIT_ENTRIES_REMOVED_AT_ONCE);
    } while (removed === AUDIT_ENTRIES_REMOVED_AT_ONCE);
  }

  async #eraseAll(): Promise<void> {
    const { storage, clock } = this.#parts;
    while (!this.#isClosed) {
      const { isBehind } = await storage.eraseDeletedUsers(PLACES_ERASED_AT_ONCE, clock.now());
      if (!isBehind) return;
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(ERASURE_PAUSE_MS, resolve);
      this.#cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }

  #act(actorId: ServerActor, userId: string): UserAct {
    return { actorId, userId, at: this.#parts.clock.now() };
  }

  #restriction({ seconds, reason }: RestrictionOptions): { until?: number; reason?: string } {
    const text = readReason(reason);
    return {
      ...(seconds !== undefined && { until: this.#parts.clock.now() + Math.min(seconds, limits.restrictionSecondsMax) * 1000 }),
      ...(text !== undefined && { reason: text }),
    };
  }

  #end(userId: string, sessionIds: readonly string[], code: "signed-out" | "banned"): void {
    for (const sessionId of sessionIds) this.#parts.endSession(userId, sessionId, code);
  }
}
