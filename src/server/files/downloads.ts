import { ShoalError } from "../../protocol/errors.ts";
import type { FileInfo } from "../../protocol/files.ts";
import type { FileRecords } from "../storage/file-records.ts";
import { pictureOf } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import type { Previews } from "./previews.ts";
import type { StoredBlob } from "./stored-blob.ts";

interface DownloadsDependencies {
  readonly storage: FileRecords;
  readonly blobs: Blobs;
  readonly previews: Previews;
}

/** Files for the members of the conversation whose message names them, and pictures. */
export class Downloads {
  readonly #parts: DownloadsDependencies;

  constructor(parts: DownloadsDependencies) {
    this.#parts = parts;
  }

  /** Throws `not-found`, also for what the user may not see. */
  async open(fileId: string, userId: string): Promise<{ info: FileInfo; blob: StoredBlob }> {
    const { storage, blobs } = this.#parts;
    const info = await storage.findFile(fileId, userId);
    const blob = info && (await blobs.open(info.id));
    if (info === undefined || blob === undefined) throw new ShoalError("not-found");
    return { info, blob };
  }

  /** Without `preview` where the picture itself is small, or none can be made. Throws `not-found`. */
  async openPreview(fileId: string, userId: string): Promise<{ info: FileInfo; preview: StoredBlob | undefined }> {
    const info = await this.#parts.storage.findFile(fileId, userId);
    if (info === undefined) throw new ShoalError("not-found");
    return { info, preview: await this.#parts.previews.open(info) };
  }

  /** The picture of a user or a room. Throws `not-found`, also for one that has given way. */
  async openPicture(id: string): Promise<StoredBlob> {
    const picture = (await this.#parts.storage.findPicture(id)) ? await this.#parts.blobs.open(pictureOf(id)) : undefined;
    if (picture === undefined) throw new ShoalError("not-found");
    return picture;
  }
}
