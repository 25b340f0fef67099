import type { Transaction } from "./transaction.ts";

export interface AuditEntry {
  readonly at: number;
  /** The name of the act: that of its request or its command. */
  readonly act: string;
  /** Missing where it was the operator, at the machine. */
  readonly actorKey?: number | undefined;
  /** To whom it was done. */
  readonly userKey?: number | undefined;
  readonly conversationKey?: number | undefined;
  /** What else there is to know. No texts of messages, no secrets. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Notes an act in the transaction that does it: both or neither. */
export function audit(
  { database }: Transaction,
  { at, act, actorKey, userKey, conversationKey, details = {} }: AuditEntry,
): void {
  const known = Object.entries(details).filter(([, value]) => value !== undefined);
  database.run(
    "INSERT INTO audit (at, act, actor_key, user_key, conversation_key, details) VALUES (?, ?, ?, ?, ?, ?)",
    ...([at, act, actorKey ?? null, userKey ?? null, conversationKey ?? null] as const),
    known.length === 0 ? null : JSON.stringify(Object.fromEntries(known)),
  );
}
