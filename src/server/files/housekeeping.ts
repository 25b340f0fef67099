import type { Clock } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";
import type { FileRecords, FileState } from "../storage/file-records.ts";
import { blobsOf, fileIdOf, leftoversOf, remainsOf } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import type { Deletions } from "./deletions.ts";
import type { FileHolds } from "./file-holds.ts";

/** Handled in one call of the storage. */
const BATCH_SIZE = 200;

interface FileHousekeepingDependencies {
  readonly storage: FileRecords;
  readonly blobs: Blobs;
  readonly deletions: Deletions;
  readonly holds: FileHolds;
  readonly clock: Clock;
}

/** Removes what no message names, and blobs whose record is gone. A kill at any place leaves work for the next time, and nothing else. */
export class FileHousekeeping {
  readonly #parts: FileHousekeepingDependencies;

  constructor(parts: FileHousekeepingDependencies) {
    this.#parts = parts;
  }

  async tidy(): Promise<void> {
    const { storage, clock } = this.#parts;
    const createdBefore = clock.now() - limits.uploadLifetimeMs;
    while ((await storage.expireUploads(createdBefore, BATCH_SIZE)) === BATCH_SIZE);
    await this.deleteDoomed();
    await this.#deleteUnknown();
  }

  /** The bytes of files whose record is gone: their users may fill that room again at once. */
  async deleteDoomed(): Promise<void> {
    const { storage, deletions } = this.#parts;
    for (;;) {
      const ids = await storage.listDoomedBlobs(BATCH_SIZE);
      const deleted: string[] = [];
      await deletions.attempt(async () => {
        for (const id of ids) if (await this.#delete(id, blobsOf(id))) deleted.push(id);
      });
      // From the disk first: what is forgotten is never looked for again.
      if (deleted.length > 0) await storage.forgetDoomedBlobs(deleted);
      if (ids.length < BATCH_SIZE || deleted.length === 0) return;
    }
  }

  /**
   * A record is there before its first blob, and the blobs were listed before the records are asked for: a blob without a record is an
   * old one.
   */
  async #deleteUnknown(): Promise<void> {
    let blobIds: string[] = [];
    for await (const blobId of this.#parts.blobs.list()) {
      blobIds.push(blobId);
      if (blobIds.length < BATCH_SIZE) continue;
      await this.#deleteUnknownOf(blobIds);
      blobIds = [];
    }
    await this.#deleteUnknownOf(blobIds);
  }

  async #deleteUnknownOf(blobIds: readonly string[]): Promise<void> {
    const states = await this.#parts.storage.listFileStates([...new Set(blobIds.map(fileIdOf))]);
    const stateOf = new Map(states.map((state) => [state.id, state]));
    await this.#parts.deletions.attempt(async () => {
      for (const blobId of blobIds) {
        const fileId = fileIdOf(blobId);
        if (!isNeeded(blobId, fileId, stateOf.get(fileId))) await this.#delete(fileId, [blobId]);
      }
    });
  }

  /** Whether they are gone. Those that a request works on are left for the next time. */
  async #delete(fileId: string, blobIds: readonly string[]): Promise<boolean> {
    await using hold = await this.#parts.holds.hold(fileId);
    if (hold === undefined) return false;
    for (const blobId of blobIds) await this.#parts.blobs.delete(blobId);
    return !hold.isLost;
  }
}

/** Whether the record of its file needs a blob. */
export function isNeeded(blobId: string, fileId: string, state: FileState | undefined): boolean {
  if (state === undefined) return false;
  if (state.isPicture === true) return !remainsOf(fileId).includes(blobId);
  return !state.isComplete || !leftoversOf(fileId).includes(blobId);
}
