import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { FileRecords, ImportedFile } from "../storage/file-records.ts";
import { draftOf, pictureOf, uploadOf } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import { examine } from "./examine.ts";
import type { FileHolds } from "./file-holds.ts";

interface ImportedFilesDependencies {
  readonly storage: Pick<FileRecords, "findImportedFile">;
  readonly blobs: Blobs;
  readonly holds: FileHolds;
}

/** Some bytes of a file of another server. */
export interface FilePart {
  readonly source: string;
  readonly foreignId: string;
  readonly offset: number;
  /** Of the whole file. */
  readonly byteLength: number;
}

/** `unknown`: nothing that came names it. `wrong`: its bytes are not what they are said to be. `partial`: go on at `offset`. */
export type FileProgress =
  | { readonly state: "unknown" | "wrong" | "complete" }
  | { readonly state: "partial"; readonly offset: number };

/** The bytes of files and pictures that an import brings. Their records are there already, and are shown to no one before their bytes are. */
export class ImportedFiles {
  readonly #parts: ImportedFilesDependencies;

  constructor(parts: ImportedFilesDependencies) {
    this.#parts = parts;
  }

  /** Adds bytes where the file ends so far; elsewhere it adds none and says where that is. Throws `upload-locked`, `disk-full`. */
  async add(part: FilePart, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<FileProgress> {
    const { storage, blobs, holds } = this.#parts;
    const file = await storage.findImportedFile(part);
    if (file === undefined) return { state: "unknown" };
    const { byteLength } = part;
    const finalId = file.isPicture ? pictureOf(file.id) : file.id;
    const partId = file.isPicture ? draftOf(file.id) : uploadOf(file.id);
    if (byteLength !== (file.byteLength ?? byteLength) || (file.isPicture && byteLength > limits.pictureBytesMax))
      return { state: "wrong" };
    await using hold = await holds.hold(file.id);
    if (hold === undefined) throw new ShoalError("upload-locked");
    if ((await blobs.size(finalId)) === byteLength) return { state: "complete" };
    let offset = (await blobs.size(partId)) ?? 0;
    if (offset > byteLength) {
      await blobs.delete(partId);
      offset = 0;
    }
    if (part.offset === offset) {
      if (!(await blobs.hasRoom(byteLength - offset))) throw new ShoalError("disk-full");
      await blobs.append(partId, offset, bounded(chunks, byteLength - offset));
      offset = (await blobs.size(partId)) ?? 0;
    }
    if (offset < byteLength) return { state: "partial", offset };
    return await this.#finish(file, partId, finalId);
  }

  async #finish({ isPicture, type = "image/webp" }: ImportedFile, partId: string, finalId: string): Promise<FileProgress> {
    const { blobs } = this.#parts;
    const blob = await blobs.open(partId);
    const examined = blob && (await examine(blob, type));
    // What is shown in a page is looked at by its own bytes: a name for it does not do.
    if (examined?.type !== type && !(isPicture === false && type === "application/octet-stream")) {
      await blobs.delete(partId);
      return { state: "wrong" };
    }
    await blobs.rename(partId, finalId);
    return { state: "complete" };
  }
}

async function* bounded(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  bytesMax: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let bytesLeft = bytesMax;
  for await (const chunk of chunks) {
    bytesLeft -= chunk.length;
    if (bytesLeft < 0) throw new ShoalError("upload-too-large");
    yield chunk;
  }
}
