import type { Clock } from "../../clock.ts";
import type { FileRecords } from "../storage/file-records.ts";
import type { Blobs } from "./blobs.ts";
import { Downloads } from "./downloads.ts";
import { HeldFiles } from "./held-files.ts";
import { FileHousekeeping } from "./housekeeping.ts";
import { PictureMaker } from "./picture-maker.ts";
import { Previews } from "./previews.ts";
import { Uploads } from "./uploads.ts";

interface FilesOptions {
  readonly storage: FileRecords;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** Of one file; 0 takes none. */
  readonly uploadBytesMax: number;
}

/** Puts together what handles files of messages, and pictures of users and rooms. */
export function createFiles({ storage, blobs, clock, uploadBytesMax }: FilesOptions) {
  const held = new HeldFiles();
  return {
    uploads: new Uploads({ storage, blobs, held, clock, uploadBytesMax }),
    downloads: new Downloads({ storage, blobs, previews: new Previews(blobs, held) }),
    pictureMaker: new PictureMaker({ storage, blobs, held }),
    housekeeping: new FileHousekeeping({ storage, blobs, held, clock }),
  };
}
