import type { Clock } from "../../clock.ts";
import type { Account } from "../../protocol/accounts.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { AccountLink } from "../../protocol/http.ts";
import { newId, newToken } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Storage } from "../storage/storage.ts";
import type { NewSignIn } from "./accounts.ts";
import type { DeviceProofs } from "./device-proofs.ts";
import { type Guess, type GuessDelays, guessingNetwork } from "./guess-delays.ts";
import { newSession, type SessionOptions } from "./new-session.ts";
import { readNickname } from "./nickname.ts";
import { type Passwords, readPassword, type Turns } from "./passwords.ts";
import { hashSecret } from "./secrets.ts";

interface PasswordAccountsDependencies {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly delays: GuessDelays;
  readonly proofs: DeviceProofs;
  /** One attempt at a time for each guesser, or for each user whose password is set. */
  readonly turns: Turns;
}

/** Where a request with a password comes from. */
export interface Guesser {
  readonly address: string;
  /** Of a device that signed in before. */
  readonly proof?: string | undefined;
}

interface NewDevice extends SessionOptions {
  readonly device: string;
}

interface NamedPassword {
  readonly nickname: string;
  readonly password: string;
}

type Credentials = NonNullable<Awaited<ReturnType<Storage["findCredentials"]>>>;

/** Administrator links, and reset links of one user; the newest replaces the oldest. */
const OPEN_ACCOUNT_LINKS_MAX = 5;

/** Users who can come back without a device: their passwords, and the one-time links that set one or make an administrator [P150–P153]. */
export class PasswordAccounts {
  readonly #parts: PasswordAccountsDependencies;

  constructor(parts: PasswordAccountsDependencies) {
    this.#parts = parts;
  }

  find(userId: string): Promise<Account> {
    return this.#parts.storage.findAccount(userId);
  }

  /** Whether the nickname is that of an account with a password. An invalid one is not. */
  async hasPassword(rawNickname: string): Promise<boolean> {
    return (await this.#parts.storage.findCredentials(readNickname(rawNickname).key)) !== undefined;
  }

  /** Throws `nickname-invalid`, `password-invalid`, `credentials-invalid`, `rate-limited`. */
  async signIn(named: NamedPassword, guesser: Guesser, device: NewDevice): Promise<NewSignIn> {
    return this.#openSession(await this.#verify(named, guesser), device);
  }

  /** A new user with a password. Throws `nickname-invalid`, `nickname-taken`, `password-invalid`, `invite-link-invalid`, `rate-limited`. */
  async register(
    { nickname: rawNickname, password: rawPassword }: NamedPassword,
    { address }: Guesser,
    device: NewDevice,
    links: { readonly inviteLink?: string | undefined; readonly administratorLinkHash?: string } = {},
  ): Promise<NewSignIn> {
    const { storage, clock, passwords } = this.#parts;
    const nickname = readNickname(rawNickname);
    const passwordHash = await passwords.hash(readPassword(rawPassword), address);
    const user = { id: newId("u"), nickname: nickname.text };
    const { token, session } = this.#newSession(device);
    const { inviteLink, administratorLinkHash } = links;
    await storage.createGuest({
      ...{ user, nicknameKey: nickname.key, nicknameSkeleton: nickname.skeleton, session, inviteLink },
      expiredBefore: clock.now() - limits.guestLifetimeMs,
      account: { passwordHash, administratorLinkHash },
    });
    return { user, sessionId: session.id, token, isAccount: true };
  }

  /**
   * Signs in with a password, or makes a new user whatever the registration says, and makes them an administrator.
   * Throws as `signIn` and `register`, and `account-link-invalid`.
   */
  async signInAsAdministrator(code: string, named: NamedPassword, guesser: Guesser, device: NewDevice): Promise<NewSignIn> {
    const { storage, clock } = this.#parts;
    const administratorLinkHash = await this.#requireLink(code, "administrator");
    if (!(await this.hasPassword(named.nickname))) return this.register(named, guesser, device, { administratorLinkHash });
    const credentials = await this.#verify(named, guesser);
    await storage.redeemAdministratorLink(administratorLinkHash, credentials.userId, clock.now());
    return this.#openSession(credentials, device);
  }

  /** Answers with the sessions that it ended, too. Throws `account-link-invalid`, `password-invalid`, `rate-limited`. */
  async reset(
    code: string,
    rawPassword: string,
    { address }: Guesser,
    device: NewDevice,
  ): Promise<{ readonly signedIn: NewSignIn; readonly endedSessionIds: readonly string[] }> {
    const { storage, clock, passwords } = this.#parts;
    const password = readPassword(rawPassword);
    const codeHash = await this.#requireLink(code, "reset");
    const passwordHash = await passwords.hash(password, address);
    const { token, session } = this.#newSession(device);
    const { user, endedSessionIds } = await storage.redeemResetLink({ codeHash, passwordHash, session, at: clock.now() });
    return { signedIn: { user, sessionId: session.id, token, isAccount: true }, endedSessionIds };
  }

  /**
   * Claims the nickname of a guest, or changes the password of an account, and answers with the sessions that this ended.
   * Throws `password-invalid`, `password-needed` without the current one, `credentials-invalid`, `rate-limited`.
   */
  setPassword(
    { id: sessionId, user }: { readonly id: string; readonly user: Person },
    { password: rawPassword, current }: { readonly password: string; readonly current?: string | undefined },
    { address }: Guesser,
  ): Promise<readonly string[]> {
    const { storage, clock, passwords, turns } = this.#parts;
    const password = readPassword(rawPassword);
    return turns.run(`set ${user.id}`, async () => {
      const formerHash = await storage.findPasswordHash(user.id);
      if (formerHash === undefined) {
        const passwordHash = await passwords.hash(password, address);
        await storage.claimAccount({ userId: user.id, passwordHash, at: clock.now() });
        return [];
      }
      if (current === undefined) throw new ShoalError("password-needed");
      await this.#checkOwn(user.id, current, formerHash, address);
      const passwordHash = await passwords.hash(password, address);
      return storage.changePassword({ userId: user.id, sessionId, formerHash, passwordHash });
    });
  }

  /** A guest claims the nickname with the same request. Throws `account-link-invalid`, `password-needed`, and as `setPassword`. */
  async becomeAdministrator(
    session: { readonly id: string; readonly user: Person },
    { administratorLink, password }: { readonly administratorLink: string; readonly password?: string | undefined },
    guesser: Guesser,
  ): Promise<void> {
    const { storage, clock } = this.#parts;
    const codeHash = await this.#requireLink(administratorLink, "administrator");
    const { hasPassword } = await storage.findAccount(session.user.id);
    if (!hasPassword && password !== undefined) await this.setPassword(session, { password }, guesser);
    await storage.redeemAdministratorLink(codeHash, session.user.id, clock.now());
  }

  /**
   * Deletes all that is the user's own, and answers with the sessions that this ended. Throws `password-needed` without the password of an account,
   * `credentials-invalid`, `rate-limited`, `last-administrator`.
   */
  deleteOwnData(
    { id: sessionId, user }: { readonly id: string; readonly user: Person },
    { password }: { readonly password?: string | undefined },
    { address }: Guesser,
  ): Promise<readonly string[]> {
    const { storage, clock, turns } = this.#parts;
    return turns.run(`set ${user.id}`, async () => {
      const passwordHash = await storage.findPasswordHash(user.id);
      if (passwordHash !== undefined && password === undefined) throw new ShoalError("password-needed");
      if (passwordHash !== undefined && password !== undefined) {
        await this.#checkOwn(user.id, password, passwordHash, address);
      }
      return storage.deleteOwnData({ userId: user.id, sessionId, passwordHash, at: clock.now() });
    });
  }

  /** For the operator. */
  createAdministratorLink(): Promise<AccountLink> {
    return this.#createLink({ kind: "administrator" });
  }

  /** `makerId` is missing for the operator. Throws `not-allowed`, `not-found`. */
  createResetLink(makerId: string | undefined, userId: string): Promise<AccountLink> {
    return this.#createLink({ kind: "reset", userId, makerId });
  }

  /** A proof for the device that has just signed in as that user. */
  issueProof(userId: string): string {
    return this.#parts.proofs.issue(userId);
  }

  async #openSession({ userId, passwordHash }: Credentials, device: NewDevice): Promise<NewSignIn> {
    const { token, session } = this.#newSession(device);
    const user = await this.#parts.storage.createSessionByPassword({ ...session, userId }, passwordHash);
    return { user, sessionId: session.id, token, isAccount: true };
  }

  /** The same work and the same answer for a wrong password, a guest's nickname and one that no user has [P150c]. */
  async #verify({ nickname, password: rawPassword }: NamedPassword, { address, proof }: Guesser): Promise<Credentials> {
    const { storage, proofs } = this.#parts;
    const { key } = readNickname(nickname);
    const password = readPassword(rawPassword);
    const credentials = await storage.findCredentials(key);
    const device = proofs.deviceOf(credentials?.userId, proof);
    const guess = { name: key, network: guessingNetwork(address), device };
    return await this.#parts.turns.run(`guess ${guess.network} ${device ?? ""} ${key}`, async () => {
      await this.#check(guess, password, credentials?.passwordHash, address);
      if (credentials === undefined) throw new ShoalError("credentials-invalid");
      return credentials;
    });
  }

  /** A nickname has no such character: nobody without a session delays the user here. */
  #checkOwn(userId: string, password: string, passwordHash: string, address: string): Promise<void> {
    const guess = { name: `\0${userId}`, network: guessingNetwork(address) };
    return this.#check(guess, readPassword(password), passwordHash, address);
  }

  async #check(guess: Guess, password: string, passwordHash: string | undefined, address: string): Promise<void> {
    const { delays, passwords } = this.#parts;
    delays.require(guess);
    if (await passwords.verify(password, passwordHash, address)) return delays.succeeded(guess);
    delays.failed(guess);
    throw new ShoalError("credentials-invalid");
  }

  /** Before its password is hashed: an invalid code costs nothing. It is checked again when it is redeemed. */
  async #requireLink(code: string, kind: "administrator" | "reset"): Promise<string> {
    const codeHash = hashSecret(code);
    const found = await this.#parts.storage.findAccountLink(codeHash, this.#parts.clock.now());
    if (found !== kind) throw new ShoalError("account-link-invalid");
    return codeHash;
  }

  async #createLink(
    link: { kind: "administrator" } | { kind: "reset"; userId: string; makerId: string | undefined },
  ): Promise<AccountLink> {
    const { storage, clock } = this.#parts;
    const code = newToken();
    const expiresAt = clock.now() + limits.accountLinkLifetimeMs;
    await storage.createAccountLink({ ...link, codeHash: hashSecret(code), expiresAt, at: clock.now() }, OPEN_ACCOUNT_LINKS_MAX);
    return { code, expiresAt };
  }

  #newSession({ device, isVisit = false }: NewDevice) {
    return newSession(this.#parts.clock, device, { isVisit });
  }
}
