import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { newId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { type Nickname, readNickname } from "../accounts/nickname.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Log } from "../log.ts";
import type { SessionRecord, Storage } from "../storage/storage.ts";

interface PlainGuestsDependencies {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  /** New guests by address, counted together with the sign-ins over HTTP. */
  readonly signInLimiter: RateLimiter;
  /** Whether other nodes have guests, too: a generated name that exists is then one of theirs. */
  readonly isAmongNodes?: boolean;
  /** When a guest who comes now writes first [P177e]. Default: at once. */
  readonly newcomerWritesFrom?: (now: number) => number;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
}

interface Idle {
  readonly session: SessionRecord;
  readonly cancelRetirement: () => void;
}

/** A generated guest is kept this long for the same address, so that a reconnecting socket does not join and leave. */
export const GENERATED_GUEST_IDLE_MS = 60_000;
const CANDIDATES_MAX = 20;
const CANDIDATES_PER_LENGTH = 4;
const SHORTEST_NUMBER_DIGITS = 4;

/**
 * The user of a plain socket: a guest like any other, but without a token.
 *
 * The session is found by a string that is no hash: no token has a hash with a colon in it. So a client with the nickname
 * on a plain socket is that guest again [P63], and a nickname that was taken with a token is refused.
 */
export class PlainGuests {
  readonly #parts: PlainGuestsDependencies;
  readonly #random: () => number;
  /** Generated guests who are here, or kept for a client that was, by user id. */
  readonly #generatedInUse = new Set<string>();
  readonly #idle = new Map<string, Idle[]>();

  constructor(parts: PlainGuestsDependencies) {
    this.#parts = parts;
    this.#random = parts.random ?? Math.random;
  }

  /** Throws `nickname-invalid`, `nickname-taken`, `rate-limited`. */
  async named(rawNickname: string, address: string): Promise<SessionRecord> {
    const nickname = readNickname(rawNickname);
    const tokenHash = `plain:${nickname.key}`;
    const known = await this.#find(tokenHash);
    if (known !== undefined) return known;
    this.#parts.signInLimiter.spend(address);
    try {
      return await this.#create(nickname, tokenHash);
    } catch (error) {
      // Two sockets with a new name at once: one of them made the guest.
      const made = isTaken(error) ? await this.#find(tokenHash) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  /** A guest with a name of the server's making. Throws `rate-limited`. */
  async generated(address: string): Promise<SessionRecord> {
    const idle = await this.#takeIdle(address);
    if (idle !== undefined) return idle;
    this.#parts.signInLimiter.spend(address);
    for (let tried = 0; tried < CANDIDATES_MAX; tried += 1) {
      const session = await this.#claim(readNickname(this.#candidate(tried)));
      if (session !== undefined) return session;
    }
    throw new ShoalError("nickname-taken");
  }

  /** The socket of a generated guest is gone. */
  left(session: SessionRecord, address: string): void {
    if (!this.#generatedInUse.has(session.user.id)) return;
    const cancelRetirement = this.#parts.clock.after(GENERATED_GUEST_IDLE_MS, () => {
      this.#forgetIdle(session, address);
      this.#retire(session).catch((error: unknown) => this.#parts.log.error("a guest could not be retired", error));
    });
    const idle = this.#idle.get(address) ?? [];
    idle.push({ session, cancelRetirement });
    this.#idle.set(address, idle);
  }

  /** Retires the generated guests who left. */
  async close(): Promise<void> {
    const idle = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const { cancelRetirement } of idle) cancelRetirement();
    await Promise.all(idle.map(({ session }) => this.#retire(session)));
  }

  #find(tokenHash: string): Promise<SessionRecord | undefined> {
    return this.#parts.storage.findSession(tokenHash, this.#expiredBefore());
  }

  async #create({ text, key, skeleton }: Nickname, tokenHash: string): Promise<SessionRecord> {
    const { storage, clock, newcomerWritesFrom } = this.#parts;
    const at = clock.now();
    const user = { id: newId("u"), nickname: text };
    const session = { id: newId("s"), tokenHash, device: "", at };
    await storage.createGuest({
      ...{ user, nicknameKey: key, nicknameSkeleton: skeleton, session },
      expiredBefore: this.#expiredBefore(),
      writesFrom: newcomerWritesFrom?.(at),
    });
    return { id: session.id, user, lastSeenAt: at };
  }

  /** Undefined when the name is taken. A guest that a crash left behind is used again. */
  async #claim(nickname: Nickname): Promise<SessionRecord | undefined> {
    const tokenHash = generatedHash(nickname);
    let session = await this.#find(tokenHash);
    if (session !== undefined && this.#parts.isAmongNodes === true) return undefined;
    try {
      session ??= await this.#create(nickname, tokenHash);
    } catch (error) {
      if (isTaken(error)) return undefined;
      throw error;
    }
    if (this.#generatedInUse.has(session.user.id)) return undefined;
    this.#generatedInUse.add(session.user.id);
    return session;
  }

  /** Numbers grow longer as the short ones turn out to be taken. */
  #candidate(tried: number): string {
    const smallest = 10 ** (SHORTEST_NUMBER_DIGITS - 1 + Math.floor(tried / CANDIDATES_PER_LENGTH));
    return `guest-${smallest + Math.floor(this.#random() * 9 * smallest)}`;
  }

  async #takeIdle(address: string): Promise<SessionRecord | undefined> {
    for (;;) {
      const idle = this.#idle.get(address)?.pop();
      if (idle === undefined) return undefined;
      idle.cancelRetirement();
      if (this.#idle.get(address)?.length === 0) this.#idle.delete(address);
      const { session } = idle;
      // Staff may have ended it.
      const kept = await this.#find(generatedHash(readNickname(session.user.nickname)));
      if (kept?.id === session.id) return session;
      this.#generatedInUse.delete(session.user.id);
    }
  }

  #forgetIdle(session: SessionRecord, address: string): void {
    const others = this.#idle.get(address)?.filter((idle) => idle.session !== session) ?? [];
    if (others.length > 0) this.#idle.set(address, others);
    else this.#idle.delete(address);
  }

  async #retire(session: SessionRecord): Promise<void> {
    await this.#parts.storage.endSession(session.id, this.#parts.clock.now());
    this.#generatedInUse.delete(session.user.id);
  }

  #expiredBefore(): number {
    return this.#parts.clock.now() - limits.guestLifetimeMs;
  }
}

function generatedHash({ key }: Nickname): string {
  return `generated:${key}`;
}

function isTaken(error: unknown): boolean {
  return error instanceof ShoalError && error.code === "nickname-taken";
}
