import { ShoalError } from "../../protocol/errors.ts";
import type { FileInfo } from "../../protocol/files.ts";
import { KeyedConcurrencyLimit } from "../limits/keyed-concurrency-limit.ts";
import { draftOf, previewOf } from "./blob-names.ts";
import { BlobReader } from "./blob-reader.ts";
import type { Blobs } from "./blobs.ts";
import type { FileHolds } from "./file-holds.ts";
import { examineJpeg } from "./pictures/jpeg.ts";
import { decodable, type StoredBlob } from "./stored-blob.ts";

/** The longest side of a preview; a picture without a longer one has none. */
export const SIDE_PIXELS_MAX = 800;
/** A JPEG is decoded in a smaller size, which takes 30 MB for this. */
const JPEG_PIXELS_MAX = 25_000_000;
/** Other pictures are decoded as a whole: 40 MB. */
const OTHER_PIXELS_MAX = 10_000_000;
/** The decoder has the whole file in memory. */
const SOURCE_BYTES_MAX = 25 * 1024 * 1024;
/** Requests that wait for a preview, all files together. */
const WAITING_MAX = 200;
export const PREVIEW_TYPE = "image/webp";
const QUALITY = 75;

/** Small pictures of large ones: made one at a time in a thread of the runtime when they are first asked for, and kept as blobs. */
export class Previews {
  readonly #blobs: Blobs;
  readonly #holds: FileHolds;
  readonly #turns = new KeyedConcurrencyLimit({ atOnceMax: 1, waitingMax: WAITING_MAX });

  constructor(blobs: Blobs, holds: FileHolds) {
    this.#blobs = blobs;
    this.#holds = holds;
  }

  /** Undefined where there is none, and none is needed or possible, or too many wait. */
  async open(file: FileInfo): Promise<StoredBlob | undefined> {
    if (!isEligible(file)) return undefined;
    const preview = (await this.#kept(file.id)) ?? (await this.#inTurn(file));
    return preview?.size === 0 ? undefined : preview;
  }

  async #inTurn(file: FileInfo): Promise<StoredBlob | undefined> {
    try {
      return await this.#turns.run("", async () => await this.#make(file));
    } catch (error) {
      if (error instanceof ShoalError && error.code === "rate-limited") return undefined;
      throw error;
    }
  }

  async #make(file: FileInfo): Promise<StoredBlob | undefined> {
    const kept = await this.#kept(file.id);
    if (kept !== undefined) return kept;
    // While housekeeping deletes it there is nothing to make, and what another node makes is asked for again.
    await using hold = await this.#holds.hold(file.id);
    if (hold === undefined) return undefined;
    await this.#write(file);
    return await this.#kept(file.id);
  }

  /** An empty blob says that none could be made. */
  async #write(file: FileInfo): Promise<void> {
    const blobs = this.#blobs;
    const source = await blobs.open(file.id);
    if (source === undefined) return;
    const picture = await smaller(source, file);
    await blobs.delete(draftOf(file.id));
    await blobs.append(draftOf(file.id), 0, chunksOf(picture));
    await blobs.rename(draftOf(file.id), previewOf(file.id));
  }

  async #kept(fileId: string): Promise<StoredBlob | undefined> {
    return await this.#blobs.open(previewOf(fileId));
  }
}

function isEligible({ type, byteLength, width = 0, height = 0 }: FileInfo): boolean {
  const pixelsMax = { "image/jpeg": JPEG_PIXELS_MAX, "image/png": OTHER_PIXELS_MAX, "image/webp": OTHER_PIXELS_MAX }[type] ?? 0;
  return Math.max(width, height) > SIDE_PIXELS_MAX && width * height <= pixelsMax && byteLength <= SOURCE_BYTES_MAX;
}

/** Empty where the decoder refuses the picture. */
async function smaller(source: StoredBlob, { type }: FileInfo): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = type === "image/jpeg" ? await examineJpeg(new BlobReader(source)) : undefined;
  // One that is not baseline needs all of its pixels in memory, once for each pass.
  if (jpeg?.isBaseline === false) return new Uint8Array();
  try {
    const picture = new Bun.Image(await decodable(source), { maxPixels: JPEG_PIXELS_MAX })
      .resize(SIDE_PIXELS_MAX, SIDE_PIXELS_MAX, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: QUALITY });
    return Uint8Array.from(await picture.bytes());
  } catch {
    return new Uint8Array(); // its header was right, its pixels are not
  }
}

async function* chunksOf(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes;
}
