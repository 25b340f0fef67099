import type { StoredBlob } from "./stored-blob.ts";

/**
 * Where the bytes of files are kept. One suite, `test/contract/blobs.ts`, says what every implementation does.
 *
 * Ids are made by this server and never by a client: `f_…`, or that with the name of a part of the work, such as `f_….upload`.
 * A write that the disk refuses throws `disk-full`;
 * where the bytes are not on this machine, everything throws `unavailable` while they cannot be reached.
 */
export interface Blobs {
  /**
   * Adds bytes at the end, which must be `offset` (`upload-offset-wrong`); at 0 a missing blob is made. What was added is on disk when the promise ends, also
   * when `chunks` throws in between: then what came before is there, and the error is thrown on.
   * A chunk belongs to the blobs from then on: its buffer may be empty afterwards. Where several nodes
   * reach the blobs, of two that add at one offset one is refused.
   */
  append(id: string, offset: number, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Bytes, all of them on disk; undefined where there is no such blob. */
  size(id: string): Promise<number | undefined>;
  /** For reading any part of it, from the disk and in pieces. Undefined where there is no such blob. */
  open(id: string): Promise<StoredBlob | undefined>;
  /** Gives the blob another name of the same file, at once and on disk, and replaces what had it. Throws `not-found`. */
  rename(from: string, to: string): Promise<void>;
  /** On disk when the promise ends. Deleting what is not there does nothing. */
  delete(id: string): Promise<void>;
  /** Every id that there was at the beginning, in no order. */
  list(): AsyncIterable<string>;
  /** Whether so many more bytes leave enough of the disk to everything else. */
  hasRoom(byteLength: number): Promise<boolean>;
}
