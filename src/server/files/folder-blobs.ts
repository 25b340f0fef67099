import { fstatSync, writeSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, stat, statfs, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ShoalError } from "../../protocol/errors.ts";
import { isBlobId, requireBlobId } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import { release } from "./pieces.ts";

/**
 * Each time that so much was written to one blob it is synced, and at most twice as much waits for the disk. The commit of a message may
 * have to wait for all of that; and where much waits, the kernel makes every writer wait, the main thread among them.
 */
const SYNCED_AT_BYTES = 1024 * 1024;
/** Of the disk; the rest is for messages. */
export const USED_SHARE_MAX = 0.9;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Blobs as files of a folder, in subfolders of two characters. */
export class FolderBlobs implements Blobs {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** For reading only: where the folder is missing there is no blob. */
  static at(folder: string): FolderBlobs {
    return new FolderBlobs(folder);
  }

  /** Makes the folder when it is missing, below one that is there. */
  static async open(folder: string): Promise<FolderBlobs> {
    await makeFolder(folder);
    return new FolderBlobs(folder);
  }

  async append(id: string, offset: number, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    const file = await this.#openForAppending(id, offset);
    try {
      try {
        await write(file, offset, chunks);
      } finally {
        await file.sync();
      }
    } catch (error) {
      throw asShoalError(error);
    } finally {
      await file.close();
    }
  }

  async size(id: string): Promise<number | undefined> {
    const file = await open(this.#pathOf(id), "r+").catch(ignoreMissing);
    if (file === undefined) return undefined;
    try {
      // A process that was killed may have left bytes that only the kernel has.
      await file.datasync();
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  async open(id: string): Promise<Blob | undefined> {
    const path = this.#pathOf(id);
    return (await stat(path).catch(ignoreMissing)) === undefined ? undefined : Bun.file(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const target = this.#pathOf(to);
    try {
      await rename(this.#pathOf(from), target);
    } catch (error) {
      ignoreMissing(error);
      throw new ShoalError("not-found");
    }
    await syncFolder(dirname(target));
  }

  async delete(id: string): Promise<void> {
    const path = this.#pathOf(id);
    try {
      await unlink(path);
    } catch (error) {
      return ignoreMissing(error);
    }
    await syncFolder(dirname(path));
  }

  async *list(): AsyncIterable<string> {
    for (const subfolder of (await readdir(this.#folder).catch(ignoreMissing)) ?? []) {
      yield* (await readdir(join(this.#folder, subfolder)).catch(() => [])).filter(isBlobId);
    }
  }

  async hasRoom(byteLength: number): Promise<boolean> {
    const { blocks, bavail, bsize } = await statfs(this.#folder);
    return (bavail * bsize - byteLength) / (blocks * bsize) >= 1 - USED_SHARE_MAX;
  }

  async #openForAppending(id: string, offset: number): Promise<FileHandle> {
    const path = this.#pathOf(id);
    const file = (await open(path, "r+").catch(ignoreMissing)) ?? (offset === 0 ? await create(path) : undefined);
    if (file === undefined) throw new ShoalError("upload-offset-wrong");
    // The kernel has it at hand: the file was opened just now.
    if (fstatSync(file.fd).size === offset) return file;
    await file.close();
    throw new ShoalError("upload-offset-wrong");
  }

  #pathOf(id: string): string {
    return blobPath(this.#folder, id);
  }
}

/** The last two characters of an id are random: they spread blobs evenly over subfolders of `folder`. */
export function blobPath(folder: string, id: string): string {
  return join(folder, requireBlobId(id), id);
}

async function create(path: string): Promise<FileHandle> {
  try {
    await makeFolder(dirname(path));
    const file = await open(path, "wx", FILE_MODE);
    await syncFolder(dirname(path));
    return file;
  } catch (error) {
    throw asShoalError(error);
  }
}

/**
 * Written at once and not in another thread: while a chunk waits for one, the runtime takes up to 1.5 MiB more from the connection,
 * and many uploads would hold that much each. A write into the kernel's memory takes less than a millisecond.
 */
async function write(file: FileHandle, offset: number, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
  let end = offset;
  let unsyncedBytes = 0;
  let syncing = Promise.resolve();
  try {
    for await (const chunk of chunks) {
      let written = 0;
      while (written < chunk.length) written += writeSync(file.fd, chunk, written, chunk.length - written, end + written);
      end += written;
      unsyncedBytes += written;
      release(chunk);
      if (unsyncedBytes < SYNCED_AT_BYTES) continue;
      await syncing;
      syncing = file.datasync();
      syncing.catch(() => {}); // told when it is awaited
      unsyncedBytes = 0;
    }
  } finally {
    await syncing;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: FOLDER_MODE });
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  await syncFolder(dirname(path));
}

/** A name that was made, changed or removed is on disk when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const fullCodes: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

function asShoalError(error: unknown): unknown {
  return fullCodes.includes(codeOf(error)) ? new ShoalError("disk-full", { cause: error }) : error;
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
