import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { KeyedConcurrencyLimit } from "../limits/keyed-concurrency-limit.ts";
import type { FileRecords } from "../storage/file-records.ts";
import { draftOf, pictureOf, remainsOf } from "./blob-names.ts";
import { BlobReader } from "./blob-reader.ts";
import type { Blobs } from "./blobs.ts";
import type { Deletions } from "./deletions.ts";
import { examine } from "./examine.ts";
import type { FileHolds } from "./file-holds.ts";
import { examineJpeg } from "./pictures/jpeg.ts";
import { squareOf } from "./pictures/square.ts";
import { decodable, type StoredBlob } from "./stored-blob.ts";

/** Requests that wait for a picture, of all users. */
const WAITING_MAX = 50;
/** Pixels of each side, at most. */
export const PICTURE_SIDE_MAX = 256;
/** A baseline JPEG is decoded in a smaller size … */
export const JPEG_PIXELS_MAX = 25_000_000;
/** … and others need memory for all of their pixels: 40 MB. */
export const OTHER_PIXELS_MAX = 10_000_000;
/** How many times as long as the shorter side the longer one may be: what is cut off is in memory first. */
export const RATIO_MAX = 8;
const QUALITY = 80;
const decodedTypes: readonly string[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

interface PictureMakerDependencies {
  readonly storage: FileRecords;
  readonly blobs: Blobs;
  readonly deletions: Deletions;
  readonly holds: FileHolds;
}

/**
 * Makes pictures of users and rooms of their uploads, one at a time. The picture is a blob beside the file's until the storage has taken it; then the
 * file goes. After a kill in between the upload is as it was, or housekeeping deletes what is left of it.
 */
export class PictureMaker {
  readonly #parts: PictureMakerDependencies;
  readonly #turns = new KeyedConcurrencyLimit({ atOnceMax: 1, waitingMax: WAITING_MAX });

  constructor(parts: PictureMakerDependencies) {
    this.#parts = parts;
  }

  /**
   * Calls `take` when the picture is there. Of an upload that is missing or not complete nothing is made: `take` refuses it, or has it already. Throws
   * `picture-invalid`, `picture-too-large`, `upload-locked`, `rate-limited`, `disk-full`, and what `take` throws.
   */
  async make<Result>(fileId: string, userId: string, take: () => Promise<Result>): Promise<Result> {
    const { storage, blobs, deletions, holds } = this.#parts;
    await using hold = await holds.hold(fileId);
    if (hold === undefined) throw new ShoalError("upload-locked");
    const upload = await storage.findUpload(fileId, userId);
    if (upload?.isComplete !== true) return await take();
    await this.#turns.run("", async () => await this.#write(fileId));
    const result = await take().catch(async (error: unknown) => {
      // A message names the file: it stays, and never becomes a picture.
      if (error instanceof ShoalError && error.code === "file-not-found") await blobs.delete(pictureOf(fileId));
      throw error;
    });
    await deletions.attempt(async () => {
      for (const blobId of remainsOf(fileId)) await blobs.delete(blobId);
    });
    return result;
  }

  async #write(fileId: string): Promise<void> {
    const { blobs } = this.#parts;
    if ((await blobs.size(pictureOf(fileId))) !== undefined) return;
    const source = await blobs.open(fileId);
    if (source === undefined) throw new Error("a complete file has a blob");
    const picture = await pictureMadeOf(source);
    await blobs.delete(draftOf(fileId));
    await blobs.append(draftOf(fileId), 0, chunksOf(picture));
    await blobs.rename(draftOf(fileId), pictureOf(fileId));
  }
}

/** A square WebP without metadata of the middle of a picture. Throws `picture-invalid`, `picture-too-large`. */
export async function pictureMadeOf(source: StoredBlob): Promise<Uint8Array<ArrayBuffer>> {
  if (source.size > limits.pictureBytesMax) throw new ShoalError("picture-too-large");
  const { type, width = 0, height = 0 } = await examine(source, "");
  if (!decodedTypes.includes(type)) throw new ShoalError("picture-invalid");
  const jpeg = type === "image/jpeg" ? await examineJpeg(new BlobReader(source)) : undefined;
  const pixelsMax = jpeg?.isBaseline === true ? JPEG_PIXELS_MAX : OTHER_PIXELS_MAX;
  if (width * height > pixelsMax) throw new ShoalError("picture-too-large");
  const shorter = Math.min(width, height);
  if (Math.max(width, height) > shorter * RATIO_MAX) throw new ShoalError("picture-invalid");
  const scale = Math.min(1, PICTURE_SIDE_MAX / shorter);
  try {
    const scaled = new Bun.Image(await decodable(source), { maxPixels: pixelsMax })
      .resize(Math.round(width * scale), Math.round(height * scale))
      .png({ compressionLevel: 1 });
    const square = squareOf(await scaled.bytes());
    return Uint8Array.from(await new Bun.Image(square).webp({ quality: QUALITY }).bytes());
  } catch (cause) {
    throw new ShoalError("picture-invalid", { cause }); // its header was right, its pixels are not
  }
}

async function* chunksOf(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes;
}
