import type { FileInfo } from "../../../../protocol/files.ts";
import type { FileState, UploadRecord } from "../../file-records.ts";
import type { Database } from "../database.ts";
import { type FileRow, fileColumns, fileInfoOf } from "../file-rows.ts";

export function findUpload(database: Database, { id, userId }: { id: string; userId: string }): UploadRecord | undefined {
  const row = database.one<Omit<UploadRecord, "userId" | "isComplete"> & { completedAt: number | null }>(
    `SELECT id, name, type, upload_length AS byteLength, created_at AS at, completed_at AS completedAt FROM files
     WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?)`,
    id,
    userId,
  );
  if (!row) return undefined;
  const { completedAt, ...upload } = row;
  return { ...upload, userId, isComplete: completedAt !== null };
}

/** Whoever may read the message may read its files; until a message names it, a file is seen by its uploader only. */
export const visibleFileSql = `
  SELECT ${fileColumns} FROM logs AS reader CROSS JOIN files ON TRUE
  WHERE reader.id = ? AND files.id = ? AND completed_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM doomed_users WHERE doomed_users.user_key = files.user_key) AND CASE
    WHEN log_key IS NULL THEN user_key = reader.key
    ELSE EXISTS (
      SELECT 1 FROM memberships
      WHERE memberships.user_key = reader.key AND conversation_key = log_key AND is_listed = 1
    )
  END`;

export function findFile(database: Database, { id, userId }: { id: string; userId: string }): FileInfo | undefined {
  const row = database.one<FileRow>(visibleFileSql, userId, id);
  return row && fileInfoOf(row);
}

export const pictureSql = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE picture = ?1) OR EXISTS (SELECT 1 FROM rooms WHERE picture = ?1)
    OR EXISTS (SELECT 1 FROM settings WHERE name = 'picture' AND value = json_quote(?1))`;

export function findPicture(database: Database, { id }: { id: string }): boolean {
  return database.one(pictureSql, id) !== undefined;
}

export function listDoomedBlobs(database: Database, { limit }: { limit: number }): string[] {
  return database.all<{ id: string }>("SELECT id FROM doomed_blobs ORDER BY id LIMIT ?", limit).map(({ id }) => id);
}

/** The files first: an upload becomes a picture, and never the other way. */
export function listFileStates(database: Database, { ids }: { ids: readonly string[] }): FileState[] {
  return ids.flatMap((id) => {
    const row = database.one<{ completedAt: number | null }>("SELECT completed_at AS completedAt FROM files WHERE id = ?", id);
    if (row) return [{ id, isComplete: row.completedAt !== null }];
    return findPicture(database, { id }) ? [{ id, isComplete: true, isPicture: true }] : [];
  });
}
