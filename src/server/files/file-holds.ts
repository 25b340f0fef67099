/** Who works on which file: nothing else changes or deletes its blobs meanwhile, on no node. */
export interface FileHolds {
  /** Undefined while another one holds the file. */
  hold(fileId: string): Promise<FileHold | undefined>;
  /** Holds nothing more. */
  close(): Promise<void>;
}

/** Lets go of the file at the end of the block that holds it. */
export interface FileHold extends AsyncDisposable {
  /** Another one may hold the file by now, because this process could not say for some seconds that it does: what it did must not be acknowledged. */
  readonly isLost: boolean;
}
