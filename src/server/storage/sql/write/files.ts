import { ShoalError } from "../../../../protocol/errors.ts";
import type { FileInfo } from "../../../../protocol/files.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { CompletedUpload, NewUpload } from "../../file-records.ts";
import type { Database } from "../database.ts";
import { type FileRow, fileColumns, fileInfoOf } from "../file-rows.ts";
import type { Places } from "./message-rows.ts";
import { activeUser } from "./people.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

export function createUpload(transaction: Transaction, { id, userId, name, type, byteLength, at }: NewUpload): void {
  const { database } = transaction;
  const { key } = activeUser(transaction, userId);
  const openCount = count(database, "SELECT count(*) AS count FROM files WHERE user_key = ? AND completed_at IS NULL", key);
  if (openCount >= limits.uploadsPerUserMax) throw new ShoalError("too-many-uploads");
  const keptBytes = count(
    database,
    "SELECT CAST(coalesce(sum(byte_length), 0) AS BIGINT) AS count FROM files WHERE user_key = ?",
    key,
  );
  if (keptBytes + byteLength > limits.fileBytesPerUserMax) throw new ShoalError("too-many-file-bytes");
  database.run(
    "INSERT INTO files (id, user_key, name, type, upload_length, byte_length, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...([id, key, name, type, byteLength, byteLength, at] as const),
  );
}

export function completeUpload({ database }: Transaction, completed: CompletedUpload): FileInfo {
  const { id, userId, type, byteLength, width, height, at } = completed;
  database.run(
    `UPDATE files SET type = ?, byte_length = ?, width = ?, height = ?, completed_at = ?
     WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?) AND completed_at IS NULL`,
    ...([type, byteLength, width ?? null, height ?? null, at, id, userId] as const),
  );
  const row = database.one<FileRow>(
    `SELECT ${fileColumns} FROM files
     WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?) AND completed_at IS NOT NULL`,
    id,
    userId,
  );
  if (!row) throw new ShoalError("not-found");
  return fileInfoOf(row);
}

export function abandonUpload({ database }: Transaction, { id, userId }: { id: string; userId: string }): void {
  const removed = database.run(
    "DELETE FROM files WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?) AND log_key IS NULL",
    id,
    userId,
  );
  if (removed === 0) throw new ShoalError("not-found");
  doom(database, id);
}

export function expireUploads(
  { database }: Transaction,
  { createdBefore, limit }: { createdBefore: number; limit: number },
): number {
  const expired = database.all<{ id: string }>(
    "SELECT id FROM files WHERE log_key IS NULL AND created_at < ? ORDER BY created_at LIMIT ?",
    createdBefore,
    limit,
  );
  for (const { id } of expired) remove(database, id);
  return expired.length;
}

export function forgetDoomedBlobs({ database }: Transaction, { ids }: { ids: readonly string[] }): void {
  for (const id of ids) database.run("DELETE FROM doomed_blobs WHERE id = ?", id);
}

/**
 * Gives files to the message that is being appended at `seq`, and returns them in the order of `fileIds`. Checks all of them before it
 * writes. Throws `file-not-found` when one of them is not the user's, not complete, named by another message or named twice.
 */
export function attachFiles(
  { database }: Transaction,
  fileIds: readonly string[],
  user: { readonly key: number },
  log: OpenLog,
  seq: number,
): FileInfo[] {
  const rows = fileIds.map((id) => {
    const row = database.one<FileRow>(
      `SELECT ${fileColumns} FROM files WHERE id = ? AND user_key = ? AND completed_at IS NOT NULL AND log_key IS NULL`,
      id,
      user.key,
    );
    if (!row) throw new ShoalError("file-not-found");
    return row;
  });
  if (new Set(fileIds).size < fileIds.length) throw new ShoalError("file-not-found");
  for (const { id } of rows) database.run("UPDATE files SET log_key = ?, seq = ? WHERE id = ?", log.key, seq, id);
  return rows.map(fileInfoOf);
}

/**
 * Makes the picture of a user or a room of an upload, which is no file any more. Throws `file-not-found` when it is not the user's, not complete or
 * named by a message.
 */
export function takePicture({ database }: Transaction, id: string, user: { readonly key: number }): void {
  const taken = database.run(
    "DELETE FROM files WHERE id = ? AND user_key = ? AND completed_at IS NOT NULL AND log_key IS NULL",
    id,
    user.key,
  );
  if (taken === 0) throw new ShoalError("file-not-found");
}

/** For a picture that its user or room has no more. */
export function doomPicture({ database }: Transaction, id: string): void {
  doom(database, id);
}

/** Removes the files of a message that is being deleted, and dooms their blobs. */
export function doomFilesOf({ database }: Transaction, log: OpenLog, seq: number): void {
  const named = database.all<{ id: string }>("SELECT id FROM files WHERE log_key = ? AND seq = ?", log.key, seq);
  for (const { id } of named) remove(database, id);
}

/** The same of all messages in these places. */
export function doomFilesIn({ database }: Transaction, log: OpenLog, { after, upTo }: Places): void {
  const named = database.all<{ id: string }>(
    "SELECT id FROM files WHERE log_key = ? AND seq > ? AND seq <= ?",
    ...([log.key, after, upTo] as const),
  );
  for (const { id } of named) remove(database, id);
}

/** Of a user who is no more: what no message names. At most `limit`; answers how many there were. */
export function removeFilesOf({ database }: Transaction, user: { readonly key: number }, limit: number): number {
  const kept = database.all<{ id: string }>("SELECT id FROM files WHERE user_key = ? LIMIT ?", user.key, limit);
  for (const { id } of kept) remove(database, id);
  return kept.length;
}

function remove(database: Database, id: string): void {
  database.run("DELETE FROM files WHERE id = ?", id);
  doom(database, id);
}

/** In the transaction that removes the record: a kill leaves the record, or a doomed blob, and never an unknown one. */
function doom(database: Database, id: string): void {
  database.run("INSERT INTO doomed_blobs (id) VALUES (?) ON CONFLICT (id) DO NOTHING", id);
}

function count(database: Database, sql: string, userKey: number): number {
  return database.one<{ count: number }>(sql, userKey)?.count ?? 0;
}
