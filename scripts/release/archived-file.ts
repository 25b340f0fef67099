/** A file of an archive. */
export interface ArchivedFile {
  /** With its folder: `shoal-0.1.0/shoal`. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly isProgram: boolean;
}
