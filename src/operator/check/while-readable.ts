import { SQLiteError } from "bun:sqlite";
import { StatementError } from "../../server/storage/postgres/connection/failure.ts";
import type { Findings } from "./findings.ts";

/** Of PostgreSQL: data or an index that is corrupted, and a disk that cannot be read. */
const damageStates: ReadonlySet<string> = new Set(["XX001", "XX002", "58030"]);

/** Does `work`. Damage that the database meets on the way ends it and nothing else. `what` cannot be read: the beginning of the sentence. */
export function whileReadable(findings: Findings, what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    tellUnreadable(findings, what, error);
  }
}

/** Throws what is no damage. */
export function tellUnreadable(findings: Findings, what: string, error: unknown): void {
  const isDamage = error instanceof SQLiteError || (error instanceof StatementError && damageStates.has(error.state));
  if (!isDamage) throw error;
  findings.add("unreadable", `${what} cannot be read to the end (${error.message})`);
}
