/** Makes pictures of uploads; `files/` does that. */
export interface Pictures {
  /**
   * Calls `take` when the upload has become a picture. Throws `picture-invalid`, `picture-too-large`, `upload-locked`, `rate-limited`, `disk-full`, and
   * what `take` throws.
   */
  make<Result>(fileId: string, userId: string, take: () => Promise<Result>): Promise<Result>;
}
