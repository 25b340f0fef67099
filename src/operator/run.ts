import { ShoalError } from "../protocol/errors.ts";
import { StatementError } from "../server/storage/postgres/connection/failure.ts";
import { StorageStartError } from "../server/storage/start-error.ts";
import { OperatorError } from "./operator-error.ts";

/** Errors of the operating system that a person can mend, and how. */
const cures: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; make room on it",
  EDQUOT: "the disk quota of this user is used up; make room",
  EACCES: "this user may not do that; run the command as the server's user, or choose another place",
  EPERM: "this user may not do that; run the command as the server's user, or choose another place",
  EROFS: "the file system is read-only; choose another place",
  ENOENT: "it is not there; look at the path",
  ENOTDIR: "a part of the path is no folder; look at the path",
  EISDIR: "it is a folder; name a file",
  EEXIST: "it is there already; choose another name, or move it away",
  EPIPE: "the reader of the output has gone",
  EFBIG: "the file has become larger than this user may make one; raise the limit, or choose another place",
  EIO: "the disk cannot be read or written",
};

/** The exit code of a command: 0, or 1 after a sentence. A bug keeps its stack. */
export async function run(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    process.stderr.write(`shoal: ${sentence}\n`);
    return 1;
  }
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof OperatorError || error instanceof StorageStartError) return error.message;
  if (error instanceof StatementError && error.isConnectionLost) {
    return `the connection to PostgreSQL was lost (${error.state}); run the same command again when it is back.`;
  }
  if (error instanceof ShoalError && error.code === "unavailable") {
    return "the storage or the files cannot be reached now; run the same command again when they can.";
  }
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const code = String(error.code);
  if (code === "SQLITE_FULL") return `the database: ${cures.ENOSPC}.`;
  const cure = cures[code];
  if (cure === undefined) return undefined;
  const path = "path" in error ? `${String(error.path)}: ` : "";
  return `${path}${cure}.`;
}
