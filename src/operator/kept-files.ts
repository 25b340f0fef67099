import { join } from "node:path";
import type { Blobs } from "../server/files/blobs.ts";
import { blobPath } from "../server/files/folder-blobs.ts";
import { type FileStore, FileStoreError, openFileStore } from "../server/files/open-file-store.ts";
import { OperatorError } from "./operator-error.ts";

/** Where the bytes of files of a server are. */
export interface KeptFiles {
  readonly blobs: Blobs;
  /** Undefined where they are in a bucket or a PostgreSQL. */
  readonly folder: string | undefined;
  close(): Promise<void>;
  /** Where a blob is, for sentences. */
  placeOf(blobId: string): string;
}

interface KeptFilesOptions {
  readonly dataFolder: string;
  /** `s3://…` */
  readonly filesUrl?: string | undefined;
  /** The PostgreSQL of the nodes, which has them without a bucket. */
  readonly storageUrl?: string | undefined;
  /** Default: yes. */
  readonly isReadOnly?: boolean;
}

/** Throws `OperatorError`. */
export async function openKeptFiles({
  dataFolder,
  filesUrl,
  storageUrl,
  isReadOnly = true,
}: KeptFilesOptions): Promise<KeptFiles & Pick<FileStore, "holds">> {
  const folder = join(dataFolder, "files");
  try {
    const where = filesUrl === undefined ? "PostgreSQL" : "the bucket";
    const store = await openFileStore({
      ...{ folder, filesUrl, storageUrl, isReadOnly },
      onTrouble: (reason) => process.stderr.write(`shoal: ${where} cannot be reached: ${reason}.\n`),
    });
    const isFolder = filesUrl === undefined && storageUrl === undefined;
    return {
      ...store,
      folder: isFolder ? folder : undefined,
      placeOf: (blobId) => (isFolder ? blobPath(folder, blobId) : `${blobId} in ${where}`),
    };
  } catch (error) {
    throw error instanceof FileStoreError ? new OperatorError(error.message) : error;
  }
}
