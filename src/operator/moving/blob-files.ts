import { open } from "node:fs/promises";
import type { Blobs } from "../../server/files/blobs.ts";
import { blobPath } from "../../server/files/folder-blobs.ts";
import type { KeptFiles } from "../kept-files.ts";

/** A blob that is read although the server may delete it meanwhile. */
export interface OpenBlob extends AsyncDisposable {
  readonly size: number;
  bytes(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

const CHUNK_BYTES = 256 * 1024;

/** Undefined where the file is missing. `name` is an id of a file, or that with `.picture` behind it. */
export async function openBlob({ blobs, folder }: KeptFiles, name: string): Promise<OpenBlob | undefined> {
  return folder === undefined ? await openObject(blobs, name) : await openFile(folder, name);
}

async function openObject(blobs: Blobs, name: string): Promise<OpenBlob | undefined> {
  const blob = await blobs.open(name);
  if (blob === undefined) return undefined;
  return {
    size: blob.size,
    async *bytes() {
      yield* blob.stream();
    },
    async [Symbol.asyncDispose]() {},
  };
}

async function openFile(folder: string, name: string): Promise<OpenBlob | undefined> {
  const file = await open(blobPath(folder, name), "r").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const { size } = await file.stat();
  return {
    size,
    async *bytes() {
      for (let offset = 0; offset < size; ) {
        const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size - offset));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
        if (bytesRead === 0) throw new Error(`${name} became shorter while it was read`);
        offset += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
