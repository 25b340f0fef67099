import { SQLiteError } from "bun:sqlite";
import { ShoalError } from "../../../protocol/errors.ts";

/** The disk's or the machine's trouble, not ours: trying again later can help. */
const troubles = ["SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_NOMEM", "SQLITE_BUSY"];

/** An error thrown by a verb, as the class of expected errors. */
export function asShoalError(error: unknown): ShoalError {
  if (error instanceof ShoalError) return error;
  const code = error instanceof SQLiteError ? (error.code ?? "") : "";
  const isTrouble = troubles.some((trouble) => code.startsWith(trouble));
  return new ShoalError(isTrouble ? "unavailable" : "internal", { cause: error });
}
