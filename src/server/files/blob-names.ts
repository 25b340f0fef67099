/** The blobs of one file: its own has its id, those of the work on it have a name behind that. */

const idPattern = /^[A-Za-z0-9_-]*([A-Za-z0-9_-]{2})(?:\.[a-z]+)?$/;

/** Whether a file of the folder, or an object of the bucket, can be a blob. */
export function isBlobId(id: string): boolean {
  return idPattern.test(id);
}

/** Throws for what this server did not make; answers the last two characters of the file's id, which are random. */
export function requireBlobId(id: string): string {
  const ending = idPattern.exec(id)?.[1];
  if (ending === undefined) throw new Error("the id of a blob is made by this server");
  return ending;
}

/** Bytes as they come from the client. */
export function uploadOf(fileId: string): string {
  return `${fileId}.upload`;
}

/** The file while it is made of the uploaded bytes. */
export function copyOf(fileId: string): string {
  return `${fileId}.copy`;
}

/** A small picture of the picture. */
export function previewOf(fileId: string): string {
  return `${fileId}.preview`;
}

/** A preview or a picture while it is written. */
export function draftOf(fileId: string): string {
  return `${fileId}.draft`;
}

/** The picture of a user or a room that was made of the file. */
export function pictureOf(fileId: string): string {
  return `${fileId}.picture`;
}

export function blobsOf(fileId: string): readonly string[] {
  return [...remainsOf(fileId), pictureOf(fileId)];
}

/** What a complete file does not need. */
export function leftoversOf(fileId: string): readonly string[] {
  return [uploadOf(fileId), copyOf(fileId), draftOf(fileId)];
}

/** What a file that became a picture does not need. */
export function remainsOf(fileId: string): readonly string[] {
  return [fileId, ...leftoversOf(fileId), previewOf(fileId)];
}

export function fileIdOf(blobId: string): string {
  return blobId.split(".", 1)[0] ?? blobId;
}
