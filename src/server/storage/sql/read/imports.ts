import type { ImportedFile } from "../../file-records.ts";
import type { Database } from "../database.ts";
import { findPicture } from "./files.ts";

export function findImportedFile(
  database: Database,
  { source, foreignId }: { source: string; foreignId: string },
): ImportedFile | undefined {
  const id = database.one<{ id: string }>(
    "SELECT own_id AS id FROM imports WHERE source = ? AND kind = 'file' AND foreign_id = ?",
    ...([source, foreignId] as const),
  )?.id;
  if (id === undefined) return undefined;
  const file = database.one<{ type: string; byteLength: number }>(
    "SELECT type, byte_length AS byteLength FROM files WHERE id = ? AND completed_at IS NOT NULL",
    id,
  );
  if (file) return { id, isPicture: false, ...file };
  return findPicture(database, { id }) ? { id, isPicture: true } : undefined;
}
