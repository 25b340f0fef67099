import type { ShoalError } from "../../../protocol/errors.ts";

/** What a statement takes and gives. A condition gives 0 or 1. */
export type Value = string | number | null;

/**
 * What the verbs need of a database: SQL that SQLite and PostgreSQL both take, one statement after the other. Parameters are `?`, or `?1`, `?2` where one is named twice.
 * Columns are named in lower case with underscores; `AS camelCase` names them in the answer.
 */
export interface Database {
  /** The first row, or undefined. */
  one<Row>(sql: string, ...values: Value[]): Row | undefined;
  all<Row>(sql: string, ...values: Value[]): Row[];
  /** How many rows were changed. */
  run(sql: string, ...values: Value[]): number;
  /** All of `work` or nothing. */
  write<Result>(work: () => Result): Result;
  /** Everything that `work` reads is of one moment. */
  snapshot<Result>(work: () => Result): Result;
  /** An error thrown by a verb, as the class of expected errors: `unavailable` where trying again later can help, else `internal`. */
  asShoalError(error: unknown): ShoalError;
}
