import { Database as BunDatabase, type SQLQueryBindings, type Statement } from "bun:sqlite";
import type { ShoalError } from "../../../protocol/errors.ts";
import type { Database, Value } from "../sql/database.ts";
import { asShoalError } from "./sqlite-errors.ts";

const LOCK_WAIT_MS = 5_000;

/** One thread's view of the database file: every statement is prepared once (Bun's own cache holds only 20). */
export class SqliteDatabase implements Database {
  readonly #database: BunDatabase;
  readonly #statements = new Map<string, Statement<unknown, SQLQueryBindings[]>>();

  constructor(file: string) {
    this.#database = new BunDatabase(file, { create: true, readwrite: true });
    this.waitForLock();
    this.#database.run("PRAGMA foreign_keys = ON");
  }

  /** How long a statement waits for another connection. */
  waitForLock(waitMs = LOCK_WAIT_MS): void {
    this.#database.run(`PRAGMA busy_timeout = ${waitMs}`);
  }

  /** The first row, or undefined. */
  one<Row>(sql: string, ...values: Value[]): Row | undefined {
    return (this.#prepared(sql).get(...values) as Row | null) ?? undefined;
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** How many rows were changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#prepared(sql).run(...values).changes;
  }

  /** Several statements at once, for schemas. */
  script(sql: string): void {
    this.#database.run(sql);
  }

  /** All of `work` or nothing. SQLite ends the transaction by itself after some errors, a full disk for one. */
  write<Result>(work: () => Result): Result {
    this.run("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.inTransaction) this.run("ROLLBACK");
      throw error;
    }
  }

  /** Everything that `work` reads is of one moment. */
  snapshot<Result>(work: () => Result): Result {
    this.run("BEGIN DEFERRED");
    try {
      return work();
    } finally {
      if (this.#database.inTransaction) this.run("COMMIT");
    }
  }

  asShoalError(error: unknown): ShoalError {
    return asShoalError(error);
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#database.close(true);
  }

  #prepared(sql: string): Statement<unknown, SQLQueryBindings[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
