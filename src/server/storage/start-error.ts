/** The server cannot start on this data folder. The message is one sentence or two for the operator: what is wrong and what to do. */
export class StorageStartError extends Error {
  override readonly name = "StorageStartError";
}
