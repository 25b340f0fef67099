import { setPriority } from "node:os";

/** With a hash the password is compared, and without one it is hashed. */
export interface HashingRequest {
  readonly password: string;
  readonly hash?: string | undefined;
}

/** A new hash, or whether the password was right. */
export type HashingAnswer = string | boolean;

/** Other threads have three times the share of a core. With 10, a hash takes half a second while other programs use every core, and with 15 two. */
const NICENESS = 5;

/**
 * Of the settings that OWASP recommends as the least, and as equally strong, the one with the least memory: two at once cost 14 MiB. No attack may cost
 * the server more than 64 MiB, and its requests alone take 40.
 */
const cost = { algorithm: "argon2id", memoryCost: 7 * 1024, timeCost: 5 } as const;

// Linux has a priority for each thread; elsewhere it would be the whole server's.
if (process.platform === "linux") lowerPriority();

/** One at a time. What is thrown here ends the thread, and has no password in it. */
globalThis.onmessage = ({ data: { password, hash } }: MessageEvent<HashingRequest>) => {
  const answer = hash === undefined ? Bun.password.hashSync(password, cost) : Bun.password.verifySync(password, hash);
  globalThis.postMessage(answer satisfies HashingAnswer);
};

function lowerPriority(): void {
  try {
    setPriority(0, NICENESS);
  } catch {
    // The whole server has a lower one already, or the system lets no process choose.
  }
}
