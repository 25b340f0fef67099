import type { Clock } from "../../clock.ts";
import type { ServerRole } from "../../protocol/accounts.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { newId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { Storage } from "../storage/storage.ts";
import type { NewSignIn } from "./accounts.ts";
import { claimedNicknames } from "./claimed-nickname.ts";
import { newSession, type SessionOptions } from "./new-session.ts";
import { hashSecret } from "./secrets.ts";

/** What another system has said of a user, and proven. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  /** What the user is called there; the first that can be a nickname counts. */
  readonly names: readonly (string | undefined)[];
  /** Names the proof, when it works once; until `expiresAt`. */
  readonly once?: { readonly id: string; readonly expiresAt: number } | undefined;
  /** Ids or names of rooms. */
  readonly rooms?: readonly string[] | undefined;
  readonly serverRole?: ServerRole | undefined;
}

/** Users who are known elsewhere: to an application that uses this server, or to a provider of identities [P160, P162]. */
export class IdentityAccounts {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Throws `sign-in-used`, `nickname-taken`, `rate-limited`. */
  async signIn(claims: Claims, device: string, options: SessionOptions = {}): Promise<NewSignIn> {
    const { token, session } = newSession(this.#clock, device, options);
    const user = await this.#storage.signInByIdentity({
      ...{ identity: identityOf(claims), proof: proofOf(claims), session, serverRole: claims.serverRole },
      ...{ newUserId: newId("u"), nicknames: claimedNicknames(claims.names) },
      expiredBefore: this.#clock.now() - limits.guestLifetimeMs,
      rooms: claims.rooms?.map((room) => ({ id: room, nameKey: foldText(room.trim()) })),
    });
    return { user, sessionId: session.id, token, isAccount: true };
  }

  /** Throws `sign-in-used`, `unauthenticated`, `identity-taken`, `not-allowed`. */
  link(claims: Claims, { userId, sessionId }: { readonly userId: string; readonly sessionId: string }): Promise<void> {
    const at = this.#clock.now();
    return this.#storage.linkIdentity({ identity: identityOf(claims), proof: proofOf(claims), userId, sessionId, at });
  }
}

function identityOf({ issuer, subject }: Claims): { readonly issuer: string; readonly subject: string } {
  return { issuer, subject };
}

function proofOf({ issuer, once }: Claims): { readonly hash: string; readonly expiresAt: number } | undefined {
  return once && { hash: hashSecret(JSON.stringify([issuer, once.id])), expiresAt: once.expiresAt };
}
