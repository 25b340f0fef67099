import type { FileInfo } from "../../protocol/files.ts";

/** What the storage knows of uploads and files; their bytes are blobs. Errors are `ShoalError`. */
export interface FileRecords {
  /**
   * Notes an upload before its first byte. Its whole length counts for its user from now on.
   * Throws `not-found` for an unknown user, `too-many-uploads`, `too-many-file-bytes`.
   */
  createUpload(upload: NewUpload): Promise<void>;
  /** Notes what the file is. Of one that is complete already it writes nothing, and answers as it is. Throws `not-found`. */
  completeUpload(completed: CompletedUpload): Promise<FileInfo>;
  /** An upload, complete or not, for the user who made it. */
  findUpload(id: string, userId: string): Promise<UploadRecord | undefined>;
  /** Removes an upload that no message names, and dooms its blob. Throws `not-found`, also for another user's. */
  abandonUpload(id: string, userId: string): Promise<void>;
  /**
   * A complete file, for members of the conversation whose message names it, and for the user who uploaded it while none does.
   */
  findFile(id: string, userId: string): Promise<FileInfo | undefined>;
  /** Whether it is the picture of a user, a room or the server now. */
  findPicture(id: string): Promise<boolean>;
  /**
   * Removes what was created before `createdBefore` and no message names, and dooms its blobs. At most `limit` at once; the answer says
   * how many there were.
   */
  expireUploads(createdBefore: number, limit: number): Promise<number>;
  /** Blobs whose record is gone; they stay doomed until they are forgotten. */
  listDoomedBlobs(limit: number): Promise<readonly string[]>;
  /** After they are deleted from the disk. */
  forgetDoomedBlobs(ids: readonly string[]): Promise<void>;
  /** Those of `ids` that have a record, pictures among them. */
  listFileStates(ids: readonly string[]): Promise<readonly FileState[]>;
  /** What became of a file or a picture of another server, once something that came from there names it. */
  findImportedFile(file: { readonly source: string; readonly foreignId: string }): Promise<ImportedFile | undefined>;
}

export interface ImportedFile {
  readonly id: string;
  readonly isPicture: boolean;
  /** Of a file. */
  readonly type?: string;
  readonly byteLength?: number;
}

export interface NewUpload {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly type: string;
  /** Announced by the user; all of them will come. */
  readonly byteLength: number;
  readonly at: number;
}

export interface UploadRecord extends NewUpload {
  /** Then the file may have fewer bytes than were announced. */
  readonly isComplete: boolean;
}

export interface CompletedUpload {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  /** Of the blob, which may have become smaller. */
  readonly byteLength: number;
  /** Of pictures only. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly at: number;
}

export interface FileState {
  readonly id: string;
  readonly isComplete: boolean;
  /** It became the picture of a user or a room, and is a file no more. */
  readonly isPicture?: boolean;
}
