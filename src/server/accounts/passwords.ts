import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

/** How passwords are hashed; tests count. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
}

/** Of a password that no one knows. It is verified for a nickname without a password, so that the answer takes as long as for one with [P150c]. */
export const DUMMY_HASH =
  "$argon2id$v=19$m=7168,t=5,p=1$rhWUff2SRs+45ZJyfdJgcjmPloSEutjpomx51/Ay4lo$RuCjpLuPT4sPCo5HGK1EsU1Qum3UZSPtmtvGLnWF/i0";

/** Work that waits for its turn. */
export interface Turns {
  /** Throws `rate-limited` when too much of the party's work waits already. */
  run<Result>(party: string, work: () => Promise<Result>): Promise<Result>;
}

/** Two at a time: the other threads of the server go before them. The SDK waits no longer than `retryAfterMsMax` by itself. */
export const hashingLimits = {
  atOnceMax: 2,
  waitingMax: 1_000,
  waitingPerPartyMax: 250,
  workMs: 100,
  retryAfterMsMax: 15_000,
} as const;

/** Hashes passwords, by turns of the addresses that ask. */
export class Passwords {
  readonly #turns: Turns;
  readonly #hasher: PasswordHasher;

  constructor(turns: Turns, hasher: PasswordHasher) {
    this.#turns = turns;
    this.#hasher = hasher;
  }

  /** Throws `rate-limited`. */
  hash(password: string, address: string): Promise<string> {
    return this.#turns.run(address, () => this.#hasher.hash(password));
  }

  /** Without a hash it is as much work, and false. Throws `rate-limited`. */
  async verify(password: string, hash: string | undefined, address: string): Promise<boolean> {
    const isRight = await this.#turns.run(address, () => this.#hasher.verify(password, hash ?? DUMMY_HASH));
    return isRight && hash !== undefined;
  }
}

/** As RFC 8265 compares passwords: NFC, all spaces alike, no controls. Throws `password-invalid`. */
export function readPassword(raw: string): string {
  if (raw.length > limits.passwordBytesMax) throw new ShoalError("password-invalid");
  const password = raw.replaceAll(/\p{Zs}/gu, " ").normalize("NFC");
  const characterCount = [...password].length;
  const isWithin =
    characterCount >= limits.passwordCharactersMin &&
    characterCount <= limits.passwordCharactersMax &&
    Buffer.byteLength(password) <= limits.passwordBytesMax;
  // \p{Cs}: half a character, which UTF-8 cannot write.
  if (!isWithin || /[\p{Cc}\p{Cs}\p{Cn}]/u.test(password)) throw new ShoalError("password-invalid");
  return password;
}
