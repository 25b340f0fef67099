import type { ShoalError } from "../../../protocol/errors.ts";
import type { Database, Value } from "../sql/database.ts";
import type { BlockingConnection } from "./connection/blocking-connection.ts";
import { asShoalError } from "./connection/failure.ts";
import { statementOf } from "./connection/statement.ts";
import { CLUSTER_LOCK } from "./locks.ts";

/** A node that stops in the middle of a transaction holds up all others no longer than this. */
const IDLE_MS_MAX = 2_000;
const LOCK_WAIT_MS_MAX = 8_000;

/** The verbs' view of a database that all nodes share. A transaction that writes is the only one that does, but for appends, which it waits for. */
export class PostgresDatabase implements Database {
  readonly #connection: BlockingConnection;
  readonly #idleMsMax: number;
  /** The transaction is over for Postgres already. */
  #isBroken = false;
  /** Where lane 0 of the feed stood in the last snapshot. */
  seenFeed = 0;

  constructor(connection: BlockingConnection, { idleMsMax = IDLE_MS_MAX }: { readonly idleMsMax?: number } = {}) {
    this.#connection = connection;
    this.#idleMsMax = idleMsMax;
  }

  one<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.all<Row>(sql, ...values)[0];
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#ask<Row>(statementOf(sql), values).rows;
  }

  run(sql: string, ...values: Value[]): number {
    return this.#ask(statementOf(sql), values).count;
  }

  write<Result>(work: () => Result): Result {
    this.#begin("READ COMMITTED READ WRITE");
    return this.#end(() => {
      this.#ask(`SELECT pg_advisory_xact_lock(${CLUSTER_LOCK})`, []);
      return work();
    });
  }

  snapshot<Result>(work: () => Result): Result {
    this.#begin("REPEATABLE READ READ ONLY");
    return this.#end(() => {
      const { rows } = this.#ask<{ feed: number }>("SELECT feed FROM lanes WHERE lane = 0", []);
      this.seenFeed = rows[0]?.feed ?? 0;
      return work();
    });
  }

  /** As `snapshot`, for work that also waits for what is no database. */
  async snapshotWhile<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#begin("REPEATABLE READ READ ONLY");
    try {
      const result = await work();
      this.#ask("COMMIT", []);
      return result;
    } catch (error) {
      if (!this.#isBroken) this.#connection.post("ROLLBACK");
      throw error;
    }
  }

  /** A transaction of one moment, beside the verbs: it neither waits for them nor holds them up. One that stands in another's way fails as a conflict. */
  aside<Result>(work: () => Result): Result {
    this.#begin("REPEATABLE READ READ WRITE");
    return this.#end(work);
  }

  asShoalError(error: unknown): ShoalError {
    return asShoalError(error);
  }

  close(): void {
    this.#connection.close();
  }

  #begin(mode: string): void {
    this.#isBroken = false;
    this.#connection.post(
      `BEGIN ISOLATION LEVEL ${mode}; SET LOCAL idle_in_transaction_session_timeout = ${this.#idleMsMax}; SET LOCAL lock_timeout = ${LOCK_WAIT_MS_MAX}`,
    );
  }

  #end<Result>(work: () => Result): Result {
    try {
      const result = work();
      this.#ask("COMMIT", []);
      return result;
    } catch (error) {
      if (!this.#isBroken) this.#connection.post("ROLLBACK");
      throw error;
    }
  }

  #ask<Row>(sql: string, values: readonly Value[]): ReturnType<typeof BlockingConnection.prototype.ask<Row>> {
    try {
      return this.#connection.ask<Row>(sql, values);
    } catch (error) {
      this.#isBroken = asShoalError(error).code === "unavailable" && isLost(error);
      throw error;
    }
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Error && "isConnectionLost" in error && error.isConnectionLost === true;
}
