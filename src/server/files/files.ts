import type { Clock } from "../../clock.ts";
import type { Live } from "../limits/live.ts";
import type { FileRecords } from "../storage/file-records.ts";
import type { Blobs } from "./blobs.ts";
import type { Deletions } from "./deletions.ts";
import { Downloads } from "./downloads.ts";
import type { FileHolds } from "./file-holds.ts";
import { HeldFiles } from "./held-files.ts";
import { FileHousekeeping } from "./housekeeping.ts";
import { ImportedFiles } from "./imported-files.ts";
import { PictureMaker } from "./picture-maker.ts";
import { Previews } from "./previews.ts";
import { Uploads } from "./uploads.ts";

interface FilesOptions {
  readonly storage: FileRecords;
  readonly blobs: Blobs;
  /** Default: those of the only process that works on these files. */
  readonly holds?: FileHolds;
  readonly deletions: Deletions;
  readonly clock: Clock;
  /** Of one file; 0 takes none. */
  readonly uploadBytesMax: Live<number>;
}

/** Puts together what handles files of messages, and pictures of users and rooms. */
export function createFiles({ storage, blobs, holds = new HeldFiles(), deletions, clock, uploadBytesMax }: FilesOptions) {
  return {
    uploads: new Uploads({ storage, blobs, deletions, holds, clock, uploadBytesMax }),
    downloads: new Downloads({ storage, blobs, previews: new Previews(blobs, holds) }),
    pictureMaker: new PictureMaker({ storage, blobs, deletions, holds }),
    importedFiles: new ImportedFiles({ storage, blobs, holds }),
    housekeeping: new FileHousekeeping({ storage, blobs, deletions, holds, clock }),
  };
}
