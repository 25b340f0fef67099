/** Deletions of blobs that a copy of the database may name. */
export interface Deletions {
  /**
   * Runs `work`, which deletes such blobs, and answers true; or runs nothing and answers false while a backup copies blobs. What is left then, housekeeping
   * deletes later: it is doomed, or has no record.
   */
  attempt(work: () => Promise<void>): Promise<boolean>;
}
