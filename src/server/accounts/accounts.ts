import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { DeviceLink, SignedIn } from "../../protocol/http.ts";
import { newId, newToken } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { SessionEntry, SessionRecord, Storage } from "../storage/storage.ts";
import { hashBotToken, isBotToken, looksLikeBotToken } from "./bot-tokens.ts";
import { newSession, type SessionOptions, VISIT_HEAD_START_MS } from "./new-session.ts";
import { readNickname } from "./nickname.ts";
import { hashSecret } from "./secrets.ts";

export type NewSignIn = SignedIn & { readonly token: string };

interface GuestOptions {
  /** Of a server that takes new users by invitation [P154c]. */
  readonly inviteLink?: string | undefined;
}

/** When a guest who is new at that time may write. */
export type NewcomerWritesFrom = (now: number) => number;

const TOUCH_INTERVAL_MS = 60 * 60 * 1000;
/** A visit that is connected is noted this often. */
export const VISIT_TOUCH_INTERVAL_MS = 60 * 1000;
const RETIRED_AT_ONCE_MAX = 100;
/** Device links of one user; the newest replaces the oldest. */
const OPEN_DEVICE_LINKS_MAX = 5;

/** Users, their sessions, and the tokens of sessions. */
export class Accounts {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #newcomerWritesFrom: NewcomerWritesFrom;

  constructor(storage: Storage, clock: Clock, newcomerWritesFrom: NewcomerWritesFrom = () => 0) {
    this.#storage = storage;
    this.#clock = clock;
    this.#newcomerWritesFrom = newcomerWritesFrom;
  }

  /** Throws `nickname-invalid`, `nickname-taken`, `invite-link-invalid`. */
  async signInGuest(rawNickname: string, device: string, options: SessionOptions & GuestOptions = {}): Promise<NewSignIn> {
    const nickname = readNickname(rawNickname);
    const user = { id: newId("u"), nickname: nickname.text };
    const { token, session } = newSession(this.#clock, device, options);
    await this.#storage.createGuest({
      user,
      nicknameKey: nickname.key,
      nicknameSkeleton: nickname.skeleton,
      session,
      expiredBefore: this.#expiredBefore(),
      inviteLink: options.inviteLink,
      writesFrom: this.#newcomerWritesFrom(this.#clock.now()),
    });
    return { user, sessionId: session.id, token };
  }

  /** Signs in one more device of the person who made the code. Throws `device-link-invalid`. */
  async redeemDeviceLink(code: string, device: string, options: SessionOptions = {}): Promise<NewSignIn> {
    const { id: userId } = await this.#storage.redeemDeviceLink(hashSecret(code), this.#clock.now());
    const { token, session } = newSession(this.#clock, device, options);
    const user = await this.#storage.createSession({ ...session, userId });
    return { user, sessionId: session.id, token };
  }

  async createDeviceLink(userId: string): Promise<DeviceLink> {
    const code = newToken();
    const expiresAt = this.#clock.now() + limits.deviceLinkLifetimeMs;
    await this.#storage.createDeviceLink({ codeHash: hashSecret(code), userId, expiresAt }, OPEN_DEVICE_LINKS_MAX);
    return { code, expiresAt };
  }

  /** Whose token that is. Throws `unauthenticated`. */
  async authenticate(token: string | undefined): Promise<SessionRecord> {
    if (token === undefined) throw new ShoalError("unauthenticated");
    // A mistyped token, or a guess, costs no look into the storage.
    if (looksLikeBotToken(token) && !isBotToken(token)) throw new ShoalError("unauthenticated");
    const hash = looksLikeBotToken(token) ? hashBotToken(token) : hashSecret(token);
    const session = await this.#storage.findSession(hash, this.#expiredBefore());
    if (session === undefined) throw new ShoalError("unauthenticated");
    return session;
  }

  /** Keeps a session and its nickname alive, and answers with when it counts as seen; written at most once an hour, or once a minute where the session has a short life. */
  async visit({ id, lastSeenAt, isVisit = false }: SessionRecord): Promise<number> {
    const now = this.#clock.now();
    const seenAt = isVisit ? now - VISIT_HEAD_START_MS : now;
    const intervalMs = isVisit ? VISIT_TOUCH_INTERVAL_MS : TOUCH_INTERVAL_MS;
    if (seenAt - lastSeenAt <= intervalMs) return lastSeenAt;
    await this.#storage.touchSession(id, seenAt);
    return seenAt;
  }

  async signOut(sessionId: string): Promise<void> {
    await this.#storage.endSession(sessionId, this.#clock.now());
  }

  /** The user's devices [P113]. */
  listSessions(userId: string): Promise<readonly SessionEntry[]> {
    return this.#storage.listSessions(userId, this.#expiredBefore());
  }

  /** Signs out one device of the user. Throws `not-found`. */
  async signOutDevice(userId: string, sessionId: string): Promise<void> {
    await this.#storage.endSessionOf(userId, sessionId, this.#clock.now());
  }

  /** Signs out all devices of the user but one, and answers with their sessions. */
  signOutOthers(userId: string, sessionId: string): Promise<readonly string[]> {
    return this.#storage.endOtherSessions(userId, sessionId);
  }

  /** Frees the nicknames of guests who have not been here for too long. */
  async retireGuests(): Promise<void> {
    let retired: number;
    do {
      retired = await this.#storage.retireGuests(this.#expiredBefore(), this.#clock.now(), RETIRED_AT_ONCE_MAX);
    } while (retired === RETIRED_AT_ONCE_MAX);
  }

  #expiredBefore(): number {
    return this.#clock.now() - limits.guestLifetimeMs;
  }
}
