import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { newGuest } from "../../../../test/contract/storage/subject.ts";
import { LOBBY_ID, newClientMessageId, newId } from "../../../protocol/ids.ts";
import { previewOf, uploadOf } from "../../../server/files/blob-names.ts";
import { blobPath } from "../../../server/files/folder-blobs.ts";
import { openSqliteStorage } from "../../../server/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../../../server/storage/storage.ts";
import { ArchiveWriter } from "../../archive/archive-writer.ts";

const AT = 1_000_000;

/** What `fillReef` has made. */
export interface Reef {
  readonly tokenHash: string;
  readonly userId: string;
  readonly fileId: string;
  readonly uploadId: string;
  readonly clientMessageId: string;
}

/** A data folder with a user, a message that names a file, the preview of that, keys, and an upload under way. No server runs on it. */
export async function fillReef(folder: string): Promise<Reef> {
  return await withStorage(folder, async (storage) => {
    const ann = newGuest("ann");
    const { id: userId } = ann.user;
    await storage.createGuest(ann);
    const fileId = await addFile(storage, folder, userId, Buffer.from("a photo of the reef"));
    writeBlob(folder, previewOf(fileId), Buffer.from("a small photo"));
    const uploadId = newId("f");
    await storage.createUpload({ id: uploadId, userId, name: "half.bin", type: "text/plain", byteLength: 100, at: AT });
    writeBlob(folder, uploadOf(uploadId), Buffer.from("half of"));
    const clientMessageId = newClientMessageId();
    await storage.appendMessage({ conversationId: LOBBY_ID, userId, clientMessageId, text: "小鱼", files: [fileId], at: AT });
    writeFileSync(join(folder, "device-key"), "a key\n", { mode: 0o600 });
    return { tokenHash: ann.session.tokenHash, userId, fileId, uploadId, clientMessageId };
  });
}

export async function withStorage<Result>(folder: string, use: (storage: Storage) => Promise<Result>): Promise<Result> {
  const storage = await openSqliteStorage({ folder, onCommit: () => {} });
  try {
    return await use(storage);
  } finally {
    await storage.close();
  }
}

/** A complete file that no message names. */
export async function addFile(storage: Storage, folder: string, userId: string, bytes: Uint8Array): Promise<string> {
  const id = newId("f");
  const upload = { id, userId, type: "text/plain", byteLength: bytes.length, at: AT };
  await storage.createUpload({ ...upload, name: "photo.txt" });
  writeBlob(folder, id, bytes);
  await storage.completeUpload(upload);
  return id;
}

export function writeBlob(folder: string, id: string, bytes: Uint8Array): void {
  const path = blobPath(join(folder, "files"), id);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, bytes, { mode: 0o600 });
}

/** Paths of all files in it, without those that are locks. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted();
}

export function modesOf(folder: string): Set<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries.map((entry) => {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      return `${entry.isDirectory() ? "folder" : "file"} ${mode.toString(8)}`;
    }),
  );
}

/** Writes an archive with right checksums, whatever is in it. */
export async function writeArchive(file: string, entries: Iterable<readonly [string, string | Uint8Array]>): Promise<void> {
  const chunks: Uint8Array[] = [];
  const writer = new ArchiveWriter(new WritableStream({ write: (chunk) => void chunks.push(chunk.slice()) }));
  for (const [name, content] of entries) {
    const bytes = Buffer.from(content);
    await writer.add(name, bytes.length, once(bytes));
  }
  await writer.close();
  writeFileSync(file, Buffer.concat(chunks));
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

export function textOf(file: string): string {
  return readFileSync(file, "utf8");
}
