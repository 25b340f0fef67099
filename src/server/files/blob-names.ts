/** The blobs of one file: its own has its id, those of the work on it have a name behind that. */

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
