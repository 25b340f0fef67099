import { SQL } from "bun";
import { ShoalError } from "../../../../protocol/errors.ts";

/** An error of the database, on its way between threads. */
export interface Failure {
  readonly message: string;
  /** Postgres' SQLSTATE, or what the client calls the loss of the connection. */
  readonly state: string;
  readonly isConnectionLost: boolean;
}

/** Two transactions stood in each other's way: the same again may pass. */
const conflicts = new Set(["40001", "40P01"]);
/** By class: the connection, resources, an operator's intervention, the system. */
const troubleClasses = ["08", "53", "57", "58", "55P03", "25P03", "25006"];
/** A pooler gave the transaction a connection that does not know the prepared statement. */
const poolerStates = new Set(["26000", "42P05"]);

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), state: "", isConnectionLost: false };
  const { code, errno } = error as { code?: string; errno?: string };
  const isOfServer = error instanceof SQL.PostgresError && code === "ERR_POSTGRES_SERVER_ERROR";
  const state = String((isOfServer ? errno : code) ?? "");
  // What the server says of itself while it ends, or ends a connection, ends the connection as well.
  const isConnectionLost = isOfServer ? /^(08|57P0|25P03)/.test(state) : /^ERR_POSTGRES_|^E[A-Z]+$/.test(state);
  const hint = poolerStates.has(state) ? "; a pooler stands in between: add ?prepare=false to the URL" : "";
  return { message: error.message + hint, state, isConnectionLost };
}

/** A statement that failed. */
export class StatementError extends Error {
  override readonly name = "StatementError";
  readonly state: string;
  readonly isConnectionLost: boolean;

  constructor({ message, state, isConnectionLost }: Failure, sql: string) {
    super(`${message} (${state}) in: ${sql.trim().slice(0, 200)}`);
    this.state = state;
    this.isConnectionLost = isConnectionLost;
  }

  /** Nothing of the transaction was kept, and the same again may pass. */
  get isConflict(): boolean {
    return conflicts.has(this.state);
  }
}

export function asShoalError(error: unknown): ShoalError {
  if (error instanceof ShoalError) return error;
  const isTrouble =
    error instanceof StatementError &&
    (error.isConnectionLost || error.isConflict || troubleClasses.some((trouble) => error.state.startsWith(trouble)));
  return new ShoalError(isTrouble ? "unavailable" : "internal", { cause: error });
}
