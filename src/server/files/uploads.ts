import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { newId } from "../../protocol/ids.ts";
import type { Live } from "../limits/live.ts";
import type { FileRecords, UploadRecord } from "../storage/file-records.ts";
import { blobsOf, copyOf, uploadOf } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import type { Deletions } from "./deletions.ts";
import { examine } from "./examine.ts";
import type { FileHolds } from "./file-holds.ts";
import { cleanFileName } from "./file-name.ts";
import type { StoredBlob } from "./stored-blob.ts";

interface UploadsDependencies {
  readonly storage: FileRecords;
  readonly blobs: Blobs;
  readonly deletions: Deletions;
  readonly holds: FileHolds;
  readonly clock: Clock;
  /** Of one file. */
  readonly uploadBytesMax: Live<number>;
}

/** How far an upload is, in bytes as they are uploaded: the file may have fewer. */
export interface UploadProgress {
  readonly offset: number;
  readonly byteLength: number;
}

export interface UploadRequest {
  readonly name: string;
  readonly type: string;
  readonly byteLength: number;
}

/** What a PATCH brings. */
export interface UploadPiece {
  readonly offset: number;
  /** Where the client told it. */
  readonly byteLength: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * Files on their way to the server. Bytes gather in a blob of their own; when all are there they become the file in steps that can each be
 * done again after a kill: the file's blob is whole as soon as it has its name, then the record says so, then the uploaded bytes go.
 */
export class Uploads {
  readonly #parts: UploadsDependencies;

  constructor(parts: UploadsDependencies) {
    this.#parts = parts;
  }

  get uploadBytesMax(): number {
    return this.#parts.uploadBytesMax();
  }

  /** Returns the id. Throws `upload-too-large`, `disk-full`, `too-many-uploads`, `too-many-file-bytes`. */
  async create(userId: string, { name, type, byteLength }: UploadRequest): Promise<string> {
    const { storage, blobs, clock } = this.#parts;
    if (byteLength > this.uploadBytesMax) throw new ShoalError("upload-too-large");
    if (!(await blobs.hasRoom(byteLength))) throw new ShoalError("disk-full");
    const id = newId("f");
    await storage.createUpload({ id, userId, name: cleanFileName(name), type, byteLength, at: clock.now() });
    await blobs.append(uploadOf(id), 0, nothing());
    // Without bytes there is nothing to wait for.
    if (byteLength === 0) await this.progress(id, userId);
    return id;
  }

  /** Throws `not-found`, also for another user's; `upload-locked` while bytes come. */
  progress(id: string, userId: string): Promise<UploadProgress> {
    return this.#hold(id, async () => await this.#progress(await this.#find(id, userId)));
  }

  /**
   * Takes bytes; what came before a failure stays. Throws `upload-offset-wrong`, `upload-too-large`, `disk-full`, and what `progress` and
   * `chunks` throw.
   */
  append(id: string, userId: string, { offset, byteLength = 0, chunks }: UploadPiece): Promise<UploadProgress> {
    return this.#hold(id, async () => {
      // Few waits before the first chunk is taken: until then the runtime gathers what comes.
      const [record, hasRoom] = await Promise.all([this.#find(id, userId), this.#parts.blobs.hasRoom(byteLength)]);
      const missing = record.byteLength - offset;
      if (record.isComplete || byteLength > missing || missing === 0) return await this.#withoutBytes(record, offset, byteLength);
      if (!hasRoom) throw new ShoalError("disk-full");
      await this.#parts.blobs.append(uploadOf(id), offset, bounded(chunks, missing));
      return await this.#progress(record);
    });
  }

  /** Throws `not-found`, also when a message names the file; `upload-locked`. */
  abandon(id: string, userId: string): Promise<void> {
    const { storage, blobs, deletions } = this.#parts;
    return this.#hold(id, async () => {
      await storage.abandonUpload(id, userId);
      // At once, and by housekeeping after a kill or a backup: uploading and deleting in turn must not fill the disk.
      await deletions.attempt(async () => {
        for (const blobId of blobsOf(id)) await blobs.delete(blobId);
        await storage.forgetDoomedBlobs([id]);
      });
    });
  }

  /** The answer to a PATCH of which no byte can be taken. */
  async #withoutBytes(record: UploadRecord, offset: number, byteLength: number): Promise<UploadProgress> {
    const progress = await this.#progress(record);
    if (progress.offset !== offset) throw new ShoalError("upload-offset-wrong");
    if (byteLength > 0) throw new ShoalError("upload-too-large");
    return progress;
  }

  async #find(id: string, userId: string): Promise<UploadRecord> {
    const record = await this.#parts.storage.findUpload(id, userId);
    if (record === undefined) throw new ShoalError("not-found");
    return record;
  }

  /** Completes what has all its bytes, also when a kill came in between. */
  async #progress(record: UploadRecord): Promise<UploadProgress> {
    const { blobs } = this.#parts;
    const { id, byteLength } = record;
    if (record.isComplete) return { offset: byteLength, byteLength };
    if ((await blobs.size(id)) === undefined) {
      const offset = (await blobs.size(uploadOf(id))) ?? 0;
      if (offset < byteLength) return { offset, byteLength };
    }
    await this.#complete(record);
    return { offset: byteLength, byteLength };
  }

  async #complete(record: UploadRecord): Promise<void> {
    const { storage, blobs, clock } = this.#parts;
    const { id, userId } = record;
    if ((await blobs.size(id)) === undefined) await this.#makeFile(record);
    const blob = await required(blobs, id);
    // Looked at again: after a kill nothing else knows what was found.
    const { type, width, height } = await examine(blob, record.type);
    await storage.completeUpload({ id, userId, type, byteLength: blob.size, width, height, at: clock.now() });
    await blobs.delete(uploadOf(id));
  }

  async #makeFile({ id, type, byteLength }: UploadRecord): Promise<void> {
    const { blobs } = this.#parts;
    // A kill may have come before the blob was made.
    if (byteLength === 0 && (await blobs.size(uploadOf(id))) === undefined) await blobs.append(uploadOf(id), 0, nothing());
    const blob = await required(blobs, uploadOf(id));
    const { content } = await examine(blob, type);
    if (content === undefined) return await blobs.rename(uploadOf(id), id);
    // Of a copy that a kill has left behind.
    await blobs.delete(copyOf(id));
    await blobs.append(copyOf(id), 0, content.chunksOf(blob));
    await blobs.rename(copyOf(id), id);
  }

  async #hold<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    await using hold = await this.#parts.holds.hold(id);
    if (hold === undefined) throw new ShoalError("upload-locked");
    const result = await work();
    if (hold.isLost) throw new ShoalError("upload-locked");
    return result;
  }
}

/** Throws `upload-too-large` instead of a chunk that is more than is missing. */
async function* bounded(chunks: UploadPiece["chunks"], bytesMax: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let bytesLeft = bytesMax;
  for await (const chunk of chunks) {
    bytesLeft -= chunk.length;
    if (bytesLeft < 0) throw new ShoalError("upload-too-large");
    yield chunk;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array<ArrayBuffer>> {}

async function required(blobs: Blobs, id: string): Promise<StoredBlob> {
  const blob = await blobs.open(id);
  if (blob === undefined) throw new Error("a blob that has a size can be opened");
  return blob;
}
