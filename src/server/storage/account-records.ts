import type { ServerRole } from "../../protocol/accounts.ts";
import type { Person } from "../../protocol/people.ts";
import type { NewSession } from "./new-session.ts";

/** What the storage knows of accounts: users with a way to come back. Errors are `ShoalError`. */
export interface AccountRecords {
  /** Whether no user was ever made. */
  isUnused(): Promise<boolean>;
  /** Throws `not-found` for a retired user. */
  findAccount(userId: string): Promise<AccountRecord>;
  /** Of the account with this nickname; undefined for a guest's and for one that no user has. */
  findCredentials(nicknameKey: string): Promise<Credentials | undefined>;
  /** Undefined for a guest. Throws `not-found` for a retired user. */
  findPasswordHash(userId: string): Promise<string | undefined>;
  /** Gives a guest a password: from now on the user is an account. Throws `not-found`, `password-needed` when the user has a password. */
  claimAccount(claim: AccountClaim): Promise<void>;
  /**
   * Ends all other sessions of the user and their device links and reset links, and answers with the sessions' ids. Throws `unauthenticated` when
   * the session has ended, `credentials-invalid` when the password is not `formerHash`'s any more.
   */
  changePassword(change: PasswordChange): Promise<readonly string[]>;
  /** As `createSession`. Throws `credentials-invalid` when the password is not `passwordHash`'s any more. */
  createSessionByPassword(session: NewSession, passwordHash: string): Promise<Person>;
  /**
   * Keeps a one-time code. Of its kind and user `openMax` stay at most: this one, and those that expire last.
   * Throws `not-found` for an unknown or retired user, `not-allowed` for a maker who may not make reset links.
   */
  createAccountLink(link: NewAccountLink, openMax: number): Promise<void>;
  /** What a code that works at `at` is for. */
  findAccountLink(codeHash: string, at: number): Promise<AccountLinkKind | undefined>;
  /**
   * Takes the code away, and makes its bearer an administrator; both or neither. Throws `account-link-invalid`, also when it expired before
   * `at`, and `password-needed` unless the user has a password.
   */
  redeemAdministratorLink(codeHash: string, userId: string, at: number): Promise<void>;
  /**
   * Takes the code away, sets its user's password, ends every session of theirs, their device links and reset links, and begins a new session.
   * Throws `account-link-invalid`, also when it expired before `at`.
   */
  redeemResetLink(reset: PasswordReset): Promise<ResetAccount>;
}

export interface AccountRecord {
  /** Whether the user has a password. */
  readonly hasPassword: boolean;
  readonly isAccount: boolean;
  /** Whether the user has an identity elsewhere. */
  readonly hasIdentity?: true;
  readonly serverRole: ServerRole;
}

export interface Credentials {
  readonly userId: string;
  readonly passwordHash: string;
}

export interface AccountClaim {
  readonly userId: string;
  readonly passwordHash: string;
  readonly at: number;
}

export interface PasswordChange {
  readonly userId: string;
  /** This session stays. */
  readonly sessionId: string;
  readonly formerHash: string;
  readonly passwordHash: string;
}

export type AccountLinkKind = "administrator" | "reset";

export interface NewAccountLink {
  readonly codeHash: string;
  readonly kind: AccountLinkKind;
  /** Of a reset link only: whose password it sets … */
  readonly userId?: string | undefined;
  /** … and who makes it; missing where it is the operator. */
  readonly makerId?: string | undefined;
  readonly at: number;
  readonly expiresAt: number;
}

export interface PasswordReset {
  readonly codeHash: string;
  readonly passwordHash: string;
  readonly session: Omit<NewSession, "userId">;
  readonly at: number;
}

export interface ResetAccount {
  readonly user: Person;
  readonly endedSessionIds: readonly string[];
}

export interface NewGuest {
  readonly user: Person;
  /** Folded nickname: two that are equal are the same nickname. Unique. */
  readonly nicknameKey: string;
  /** The nickname's look: two nicknames with equal looks cannot be told apart. Unique. */
  readonly nicknameSkeleton: string;
  readonly session: Omit<NewSession, "userId">;
  readonly expiredBefore: number;
  /** Missing for a guest. */
  readonly account?: NewAccount | undefined;
  /** The code of an invite link that is redeemed with the sign-in. */
  readonly inviteLink?: string | undefined;
  /** A guest writes nowhere before that time [P177e]. */
  readonly writesFrom?: number | undefined;
}

/** What a new user has from the beginning, if anything. */
export interface NewAccount {
  readonly passwordHash: string;
  /** The hash of an administrator link's code, which is taken away. */
  readonly administratorLinkHash?: string | undefined;
}
