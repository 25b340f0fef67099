import { ShoalError } from "../../../../protocol/errors.ts";
import { type OneTimeProof, USED_PROOFS_MAX } from "../../identity-records.ts";
import type { Transaction } from "./transaction.ts";

const FULL_RETRY_AFTER_MS = 60_000;

/** Throws `sign-in-used`, and `rate-limited` while too many are kept. */
export function requireUnused(transaction: Transaction, proof: OneTimeProof | undefined, at: number): void {
  if (proof === undefined) return;
  const { database } = transaction;
  const isUsed = database.one("SELECT 1 FROM used_proofs WHERE proof_hash = ?", proof.hash) !== undefined;
  if (isUsed || proof.expiresAt < at) throw new ShoalError("sign-in-used");
  forgetExpiredProofs(transaction, at);
  const { count = 0 } = database.one<{ count: number }>("SELECT count(*) AS count FROM used_proofs") ?? {};
  if (count >= USED_PROOFS_MAX) throw new ShoalError("rate-limited", { retryAfterMs: FULL_RETRY_AFTER_MS });
}

export function noteUsed({ database }: Transaction, proof: OneTimeProof | undefined): void {
  if (proof === undefined) return;
  database.run("INSERT INTO used_proofs (proof_hash, expires_at) VALUES (?, ?)", proof.hash, proof.expiresAt);
}

export function forgetExpiredProofs({ database }: Transaction, at: number): void {
  database.run("DELETE FROM used_proofs WHERE expires_at < ?", at);
}
