import type { ServerRole } from "../../protocol/accounts.ts";
import type { Person } from "../../protocol/people.ts";
import type { NewSession } from "./new-session.ts";

/** What the storage knows of identities: who a user is elsewhere. Errors are `ShoalError`. */
export interface IdentityRecords {
  /**
   * One more session of the user with this identity, or the first one of a new account with the first of the nicknames that is free. The
   * user is made a member of those of the rooms that they are not in, and gets the role, if there is one.
   * Throws `sign-in-used`, and `nickname-taken` when none of the nicknames is free.
   */
  signInByIdentity(signIn: IdentitySignIn): Promise<Person>;
  /**
   * Gives a signed-in user one more identity: from now on the user is an account. The same again writes nothing new.
   * Throws `sign-in-used`, `unauthenticated` when the session has ended, `identity-taken` for another user's, `not-allowed` beyond
   * `IDENTITIES_PER_USER_MAX`.
   */
  linkIdentity(link: IdentityLink): Promise<void>;
}

/** Identities of one user. */
export const IDENTITIES_PER_USER_MAX = 10;
/** Proofs that were used and have not expired; beyond this a sign-in is refused with `rate-limited`. */
export const USED_PROOFS_MAX = 100_000;

export interface Identity {
  readonly issuer: string;
  /** The user's name or number there, which is never given to another user. */
  readonly subject: string;
}

/** What works once: a JWT with an id, or an answer of a provider. */
export interface OneTimeProof {
  readonly hash: string;
  /** It is kept until then. */
  readonly expiresAt: number;
}

export interface IdentitySignIn {
  readonly identity: Identity;
  readonly proof?: OneTimeProof | undefined;
  readonly session: Omit<NewSession, "userId">;
  /** For a new user. */
  readonly newUserId: string;
  readonly nicknames: readonly { readonly text: string; readonly key: string; readonly skeleton: string }[];
  /** Guests not here since then retire for a nickname. */
  readonly expiredBefore: number;
  /** Ids of rooms, or names of public ones. What names no room with members is skipped, and so is a room beyond `roomsPerUserMax`. */
  readonly rooms?: readonly { readonly id: string; readonly nameKey: string }[] | undefined;
  /** Missing: the role stays as it is. */
  readonly serverRole?: ServerRole | undefined;
}

export interface IdentityLink {
  readonly identity: Identity;
  readonly proof?: OneTimeProof | undefined;
  readonly userId: string;
  readonly sessionId: string;
  readonly at: number;
}
