import { SQL } from "bun";
import { newId } from "../../../../protocol/ids.ts";
import { connectionOptions, nodeName } from "./connection-options.ts";
import { failureOf, StatementError } from "./failure.ts";

/** A statement of one round trip that takes longer is given up, with all connections: the network may swallow them. */
const ANSWER_MS_MAX = 10_000;
const FENCE_RETRY_MS = 500;

/**
 * Connections of the main thread, for statements that are transactions by themselves. A statement that was given up may still be on its way, and run after others have decided otherwise: before
 * other connections are used, Postgres ends those that were given up, and with them what arrives there.
 */
export class Pool {
  readonly #url: string;
  readonly #max: number;
  readonly #answerMs: number;
  /** Postgres knows the connections of this pool by it, with the number of the generation. */
  readonly #name = `${nodeName} ${newId("n")}`;
  #generation = 0;
  #sql: SQL;
  /** Ends when no statement that was given up can run any more. */
  #fence: Promise<void> | undefined;
  #isClosed = false;

  constructor(url: string, max: number, answerMs = ANSWER_MS_MAX) {
    this.#url = url;
    this.#max = max;
    this.#answerMs = answerMs;
    this.#sql = this.#open();
  }

  /** Throws `StatementError`. */
  async all<Row>(statement: string, values: readonly unknown[]): Promise<Row[]> {
    if (this.#fence !== undefined) await within(this.#fence, this.#answerMs, statement);
    return await this.#ask<Row>(this.#sql, statement, values);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sql.close({ timeout: 1 }).catch(() => {});
  }

  async #ask<Row>(sql: SQL, statement: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      const rows: Record<string, unknown>[] = await within(sql.unsafe(statement, [...values]), this.#answerMs, statement);
      return rows.map((row) => numbersIn(row)) as Row[];
    } catch (error) {
      if (!(error instanceof StatementError)) throw new StatementError(failureOf(error), statement);
      this.#renew(sql);
      throw error;
    }
  }

  #renew(sql: SQL): void {
    if (sql !== this.#sql) return;
    this.#generation += 1;
    this.#sql = this.#open();
    void sql.close({ timeout: 0 }).catch(() => {});
    this.#fence = this.#endEarlier(this.#sql);
  }

  async #endEarlier(sql: SQL): Promise<void> {
    const statement = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name LIKE $1 AND application_name <> $2 AND datname = current_database()`;
    while (sql === this.#sql && !this.#isClosed) {
      const isDone = await this.#ask(sql, statement, [`${this.#name} %`, this.#nameNow]).then(
        () => true,
        () => false,
      );
      if (isDone) {
        this.#fence = undefined;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, FENCE_RETRY_MS));
    }
    // The connections were given up as well, and those after them have a fence of their own.
    if (!this.#isClosed) await this.#fence;
  }

  get #nameNow(): string {
    return `${this.#name} ${this.#generation}`;
  }

  #open(): SQL {
    return new SQL({ ...connectionOptions(this.#url, { max: this.#max }), connection: { application_name: this.#nameNow } });
  }
}

async function within<Result>(promise: Promise<Result>, ms: number, statement: string): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const failure = { message: "Postgres does not answer", state: "timeout", isConnectionLost: true };
  const timer = setTimeout(() => reject(new StatementError(failure, statement)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** None is beyond 2^53. */
function numbersIn(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) if (typeof row[name] === "bigint") row[name] = Number(row[name]);
  return row;
}
