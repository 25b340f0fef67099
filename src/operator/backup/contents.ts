import { existsSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../clock.ts";
import { blobPath } from "../../server/files/folder-blobs.ts";
import { SqliteDatabase } from "../../server/storage/sqlite/database.ts";
import type { KeptFiles } from "../kept-files.ts";
import { namedBlobs } from "../named-blobs.ts";
import { FORMAT, keyFiles, type Manifest, VERSION } from "./manifest.ts";

interface ArchivedFile {
  readonly byteLength: number;
  /** Each chunk has memory of its own, which the reader may give away. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** What an archive will have, all of it on the disk. */
export interface Contents {
  readonly manifest: Manifest;
  readonly database: ArchivedFile;
  /** Names and texts of small files. */
  readonly keys: readonly (readonly [name: string, text: string])[];
  readonly blobs: readonly (ArchivedFile & { readonly id: string })[];
  /** Blobs that the database names and that are missing. */
  readonly missing: readonly string[];
}

const READ_BYTES = 256 * 1024;

/** `copy`: of the database of the data folder. The blobs that it names must not be deleted from before it was made until they are archived. */
export async function contentsOf(folder: string, copy: string, files: KeptFiles): Promise<Contents> {
  const database = new SqliteDatabase(copy);
  try {
    const blobs: (ArchivedFile & { readonly id: string })[] = [];
    const missing: string[] = [];
    let blobBytes = 0;
    for (const { id, isRequired } of namedBlobs(database)) {
      const file = await archived(files, id);
      if (file !== undefined) {
        blobs.push({ id, ...file });
        blobBytes += file.byteLength;
      } else if (isRequired) missing.push(id);
    }
    const databaseBytes = statSync(copy).size;
    const manifest: Manifest = {
      ...{ application: "shoal", format: FORMAT, version: VERSION, at: new Date(systemClock.now()).toISOString() },
      ...{ schema: numberOf(database, "SELECT max(number) AS number FROM migrations") },
      epoch: database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'")?.value ?? "",
      users: numberOf(database, "SELECT count(*) AS number FROM users WHERE nickname_key IS NOT NULL"),
      messages: numberOf(database, "SELECT sum(message_count) AS number FROM logs"),
      ...{ databaseBytes, blobs: blobs.length, blobBytes, missingBlobs: missing.length },
    };
    const keys = keyFiles
      .filter((name) => existsSync(join(folder, name)))
      .map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
    return { manifest, database: { byteLength: databaseBytes, bytes: () => bytesOf(copy, databaseBytes) }, keys, blobs, missing };
  } finally {
    database.close();
  }
}

async function archived({ blobs, folder }: KeptFiles, id: string): Promise<ArchivedFile | undefined> {
  if (folder !== undefined) {
    const path = blobPath(folder, id);
    const byteLength = statSync(path, { throwIfNoEntry: false })?.size;
    return byteLength === undefined ? undefined : { byteLength, bytes: () => bytesOf(path, byteLength) };
  }
  const blob = await blobs.open(id);
  return blob && { byteLength: blob.size, bytes: () => blob.stream() };
}

async function* bytesOf(path: string, byteLength: number): AsyncIterable<Uint8Array> {
  const file = await open(path, "r");
  try {
    for (let left = byteLength; left > 0; ) {
      const buffer = new Uint8Array(Math.min(left, READ_BYTES));
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) throw new Error(`${path} has become shorter`);
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function numberOf(database: SqliteDatabase, sql: string): number {
  return database.one<{ number: number | null }>(sql)?.number ?? 0;
}
