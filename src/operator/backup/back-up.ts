import { join, resolve } from "node:path";
import { bytesText } from "../../cli/admin/amounts.ts";
import { systemClock } from "../../clock.ts";
import { noteDrafts, removeDrafts } from "../../server/storage/sqlite/start/backup-drafts.ts";
import { tryLockBackup, tryStopDeletions } from "../../server/storage/sqlite/start/backup-locks.ts";
import type { FileLock } from "../../server/storage/sqlite/start/file-lock.ts";
import { ArchiveWriter } from "../archive/archive-writer.ts";
import { counted } from "../counted.ts";
import { openDataFolder } from "../data-folder.ts";
import { openKeptFiles } from "../kept-files.ts";
import { namedFileBytes } from "../named-blobs.ts";
import { OperatorError } from "../operator-error.ts";
import { durationText, Progress } from "../progress.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { copyDatabase } from "./copy-database.ts";
import { draftOfDatabase, type Need } from "./draft-place.ts";
import { DATABASE, FILES, MANIFEST } from "./manifest.ts";
import { openTarget } from "./target.ts";

interface BackupOptions {
  /** The data folder. */
  readonly data: string;
  /** `s3://…`, where the bytes of files are not in the data folder. */
  readonly filesUrl?: string | undefined;
  /** Prints nothing but warnings and errors. */
  readonly isQuiet: boolean;
}

/** A server deletes at most some hundred files before it looks whether a backup waits. */
const DELETIONS_WAIT_MS = 60_000;
const DELETIONS_LOOK_MS = 50;
const MISSING_NAMED_MAX = 5;

/**
 * Writes all of a data folder into one archive, beside a running server or without one. The database is of one moment, and every file that it names is in the
 * archive: the server deletes none until they are copied. Answers the exit code; throws `OperatorError`.
 */
export async function backUp(file: string, { data: folder, filesUrl, isQuiet }: BackupOptions): Promise<number> {
  const startedAt = systemClock.monotonicNow();
  const data = resolve(folder);
  const need = needOf(data);
  const files = await openKeptFiles({ dataFolder: data, filesUrl });
  using atTheEnd = new DisposableStack();
  const lock = lockBackup(data);
  atTheEnd.defer(() => lock.release());
  removeDrafts(data);
  const target = openTarget(file, data);
  const draft = draftOfDatabase(data, target, need);
  atTheEnd.use(draftsRemovedAtTheEnd(data));
  noteDrafts(data, [draft, ...(target.draft === undefined ? [] : [target.draft])]);
  const deletions = await stopDeletions(data);
  atTheEnd.defer(() => deletions.release());

  await copyWithProgress(join(data, DATABASE), draft, need.databaseBytes, isQuiet);
  const contents = await contentsOf(data, draft, files);
  tellMissing(contents);
  const byteLength = await target.write((output) => writeArchive(output, contents, isQuiet));
  if (isQuiet) return 0;
  const { messages, blobs } = contents.manifest;
  process.stderr.write(
    `Backed up ${counted(messages, "message")} and ${counted(blobs, "file")} to ${target.label}: ${bytesText(byteLength)} in ${durationText(systemClock.elapsedMs(startedAt))}.\n`,
  );
  return 0;
}

function needOf(data: string): Need {
  using opened = openDataFolder(data, { isOlderAllowed: true });
  const pages = opened.database.one<{ bytes: number }>(
    "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
  );
  return { databaseBytes: pages?.bytes ?? 0, fileBytes: namedFileBytes(opened.database) };
}

function lockBackup(data: string): FileLock {
  const lock = tryLockBackup(data);
  if (lock !== undefined) return lock;
  throw new OperatorError(`Another backup of ${data} is running; wait until it has ended.`);
}

async function stopDeletions(data: string): Promise<FileLock> {
  const startedAt = systemClock.monotonicNow();
  for (;;) {
    const lock = tryStopDeletions(data);
    if (lock !== undefined) return lock;
    if (systemClock.elapsedMs(startedAt) > DELETIONS_WAIT_MS) {
      throw new OperatorError(`The server of ${data} has been deleting files for a minute; try again later.`);
    }
    await Bun.sleep(DELETIONS_LOOK_MS);
  }
}

async function copyWithProgress(from: string, to: string, total: number, isQuiet: boolean): Promise<void> {
  using progress = new Progress({ label: "Copying the database", total, amountText: bytesText, isQuiet });
  await copyDatabase(from, to, (bytes) => progress.reach(bytes));
}

function tellMissing({ missing }: Contents): void {
  if (missing.length === 0) return;
  const names = missing.slice(0, MISSING_NAMED_MAX).join(", ");
  process.stderr.write(
    `shoal: the disk lacks ${counted(missing.length, "file")} that the database names, and so does the backup: ${names}${missing.length > MISSING_NAMED_MAX ? " …" : ""}\n`,
  );
}

async function writeArchive(output: WritableStream<Uint8Array>, contents: Contents, isQuiet: boolean): Promise<void> {
  const { manifest, database, keys, blobs } = contents;
  const total = manifest.databaseBytes + manifest.blobBytes;
  using progress = new Progress({ label: "Writing the archive", total, amountText: bytesText, isQuiet });
  const archive = new ArchiveWriter(output);
  await archive.addText(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await archive.add(DATABASE, database.byteLength, progress.follow(database.bytes()));
  for (const [name, text] of keys) await archive.addText(name, text);
  for (const blob of blobs) await archive.add(`${FILES}${blob.id}`, blob.byteLength, progress.follow(blob.bytes()));
  await archive.close();
}

/** Also when a signal ends the process: nothing but a kill leaves drafts. */
function draftsRemovedAtTheEnd(data: string): Disposable {
  const signals = ["SIGHUP", "SIGINT", "SIGTERM"] as const;
  const listener = (signal: NodeJS.Signals): void => {
    stopListening();
    removeDrafts(data);
    // At once, and as if nothing had listened: the thread that copies would make its file again.
    process.kill(process.pid, signal);
  };
  const stopListening = (): void => {
    for (const signal of signals) process.off(signal, listener);
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    [Symbol.dispose]() {
      stopListening();
      removeDrafts(data);
    },
  };
}
