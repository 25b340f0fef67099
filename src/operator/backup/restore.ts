import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytesText } from "../../cli/admin/amounts.ts";
import { systemClock } from "../../clock.ts";
import { FolderBlobs } from "../../server/files/folder-blobs.ts";
import { migrations } from "../../server/storage/sqlite/start/migrations/migrations.ts";
import { type ArchiveEntry, readArchive } from "../archive/archive-reader.ts";
import { counted } from "../counted.ts";
import { freeBytes, ROOM_LEFT_BYTES } from "../free-room.ts";
import { OperatorError } from "../operator-error.ts";
import { durationText, Progress } from "../progress.ts";
import { BlobRestorer } from "./blob-restorer.ts";
import {
  DATABASE,
  FILES,
  KEY_FILE_BYTES_MAX,
  keyFiles,
  MANIFEST,
  MANIFEST_BYTES_MAX,
  type Manifest,
  readManifest,
} from "./manifest.ts";
import { makeAnotherPast } from "./restored-database.ts";
import { RestoringFolder } from "./restoring-folder.ts";
import { openSource, type RestoreSource } from "./source.ts";
import { SyncedOutput } from "./synced-output.ts";

interface RestoreOptions {
  /** Becomes the data folder. */
  readonly data: string;
  /** Prints nothing but warnings and errors. */
  readonly isQuiet: boolean;
}

const blobName = /^files\/f_[\w-]{1,64}(?:\.preview|\.picture)?$/;

/**
 * Makes a data folder of an archive. It is checked to its end before the folder becomes one; until then no server starts there, and another try begins anew.
 * Answers the exit code; throws `OperatorError`, `StorageStartError`.
 */
export async function restore(file: string, { data, isQuiet }: RestoreOptions): Promise<number> {
  const startedAt = systemClock.monotonicNow();
  const source = openSource(file);
  const folder = await RestoringFolder.open(data);
  try {
    const manifest = await gather(source, folder.path, isQuiet);
    const missing = makeAnotherPast(join(folder.path, DATABASE), join(folder.path, "files"));
    if (missing > manifest.missingBlobs) {
      throw incomplete(source, `it lacks ${counted(missing - manifest.missingBlobs, "file")} that its database names`);
    }
    await folder.finish();
    if (!isQuiet) tell(manifest, data, systemClock.elapsedMs(startedAt));
    return 0;
  } catch (error) {
    folder.abandon();
    throw error;
  } finally {
    folder.release();
  }
}

/** Everything of the archive, on the disk and checked, below `folder`. */
async function gather({ label, stream }: RestoreSource, folder: string, isQuiet: boolean): Promise<Manifest> {
  const entries = readArchive(stream, { label, isExpected })[Symbol.asyncIterator]();
  try {
    const first = await entries.next();
    if (first.done === true || first.value.name !== MANIFEST) {
      throw new OperatorError(`${label} is no backup of Shoal; name one that "shoal backup" made.`);
    }
    const manifest = readManifest(await textOf(first.value, MANIFEST_BYTES_MAX, label), label);
    requireRoom(folder, manifest);
    await gatherRest(entries, manifest, { label, folder, isQuiet });
    return manifest;
  } finally {
    // The writer of a pipe is told that nothing more is read.
    await entries.return?.();
  }
}

async function gatherRest(
  entries: AsyncIterator<ArchiveEntry>,
  manifest: Manifest,
  { label, folder, isQuiet }: { readonly label: string; readonly folder: string; readonly isQuiet: boolean },
): Promise<void> {
  await using blobs = new BlobRestorer(await FolderBlobs.open(join(folder, "files")));
  const total = manifest.databaseBytes + manifest.blobBytes;
  using progress = new Progress({ label: "Restoring", total, amountText: bytesText, isQuiet });
  const found = { databaseBytes: 0, blobs: 0, blobBytes: 0 };
  for (let next = await entries.next(); next.done !== true; next = await entries.next()) {
    const { name, size, body } = next.value;
    if (keyFiles.includes(name)) {
      writeFileSync(join(folder, name), await textOf(next.value, KEY_FILE_BYTES_MAX, label), { mode: 0o600, flush: true });
      continue;
    }
    if (name === DATABASE) found.databaseBytes = size;
    else {
      found.blobs += 1;
      found.blobBytes += size;
    }
    // Before a byte is written: an archive is bounded by what it says, and that by the disk.
    if (!isWithin(found, manifest)) throw incomplete({ label }, `it has more than its ${MANIFEST} says`);
    const chunks = progress.follow(body);
    if (name === DATABASE) await writeDatabase(join(folder, name), chunks);
    else await blobs.add(name.slice(FILES.length), size, chunks);
  }
  await blobs.ended();
  const isWhole =
    found.databaseBytes === manifest.databaseBytes && found.blobs === manifest.blobs && found.blobBytes === manifest.blobBytes;
  if (!isWhole) throw incomplete({ label }, `it has less than its ${MANIFEST} says`);
}

function isExpected(name: string): boolean {
  return name === MANIFEST || name === DATABASE || keyFiles.includes(name) || blobName.test(name);
}

function isWithin(found: Pick<Manifest, "databaseBytes" | "blobs" | "blobBytes">, manifest: Manifest): boolean {
  return found.databaseBytes <= manifest.databaseBytes && found.blobs <= manifest.blobs && found.blobBytes <= manifest.blobBytes;
}

/** An older database is brought up to date in one transaction, which may write all of it once more. */
function requireRoom(folder: string, { databaseBytes, blobBytes, schema }: Manifest): void {
  const byteLength = databaseBytes * (schema < migrations.length ? 3 : 1) + blobBytes + ROOM_LEFT_BYTES;
  const free = freeBytes(folder);
  if (free >= byteLength) return;
  throw new OperatorError(
    `The disk of ${folder} has ${bytesText(free)} left, and the restore needs ${bytesText(byteLength)}; make room there, or restore into a folder on another disk.`,
  );
}

async function textOf({ name, size, body }: ArchiveEntry, bytesMax: number, label: string): Promise<string> {
  if (size > bytesMax) throw incomplete({ label }, `${name} is too long`);
  return Buffer.concat(await Array.fromAsync(body, (chunk) => chunk.slice())).toString();
}

async function writeDatabase(file: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  const descriptor = openSync(file, "wx", 0o600);
  try {
    const output = new SyncedOutput(descriptor);
    for await (const chunk of body) await output.write(chunk);
    await output.close();
  } finally {
    closeSync(descriptor);
  }
}

function incomplete({ label }: Pick<RestoreSource, "label">, detail: string): OperatorError {
  return new OperatorError(`${label} is damaged (${detail}); use another copy of it.`);
}

function tell({ at, messages, users, blobs, databaseBytes, blobBytes }: Manifest, data: string, elapsedMs: number): void {
  const amounts = [counted(messages, "message"), counted(users, "user"), counted(blobs, "file")];
  process.stderr.write(
    `Restored the backup of ${at.slice(0, 16).replace("T", " ")} UTC into ${data}: ${amounts.join(", ")} (${bytesText(databaseBytes + blobBytes)}) in ${durationText(elapsedMs)}. Start the server with --data ${data}.\n`,
  );
}
