import { closeSync, fdatasync, fstatSync, openSync } from "node:fs";
import { promisify } from "node:util";
import { makePrivateFile } from "../../server/storage/sqlite/start/private-file.ts";
import { OperatorError } from "../operator-error.ts";

const sync = promisify(fdatasync);

/** The copy is synced as often: the commit of a message may have to wait for all that the disk has not taken yet. */
const SYNC_INTERVAL_MS = 20;

interface CopyFailure {
  readonly message: string;
  readonly code: string | undefined;
}

/** Copies the database as it is at one moment, while others write, into a new file for this user alone. `onGrown` gets its bytes from time to time. */
export async function copyDatabase(from: string, to: string, onGrown: (bytes: number) => void): Promise<void> {
  makePrivateFile(to);
  const descriptor = openSync(to, "r+");
  const thread = new Worker(new URL("./vacuum-thread.ts", import.meta.url));
  let isOver = false;
  try {
    const vacuumed = new Promise<CopyFailure | undefined>((resolve, reject) => {
      thread.onmessage = ({ data }: MessageEvent<{ error?: CopyFailure }>) => resolve(data.error);
      thread.onerror = ({ message }) => reject(new Error(message));
      thread.postMessage({ from, to });
    }).finally(() => {
      isOver = true;
    });
    vacuumed.catch(() => {}); // thrown below
    while (!isOver) {
      await sync(descriptor);
      onGrown(fstatSync(descriptor).size);
      await Bun.sleep(SYNC_INTERVAL_MS);
    }
    const failure = await vacuumed;
    if (failure !== undefined) throw asError(failure, from);
    await sync(descriptor);
  } finally {
    thread.terminate();
    closeSync(descriptor);
  }
}

function asError({ message, code }: CopyFailure, file: string): Error {
  const isDamage = code === "SQLITE_NOTADB" || code?.startsWith("SQLITE_CORRUPT") === true;
  if (isDamage) return new OperatorError(`${file} is damaged (${message}); restore the last backup.`);
  return Object.assign(new Error(message), { code });
}
