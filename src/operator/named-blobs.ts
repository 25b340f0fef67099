import { pictureOf, previewOf } from "../server/files/blob-names.ts";
import type { Database } from "../server/storage/sql/database.ts";

export interface NamedBlob {
  readonly id: string;
  /** The other ones are made again when they are missing. */
  readonly isRequired: boolean;
}

/** The blobs of complete files and of pictures, as a database of any schema names them. Uploads under way are none of them. */
export function* namedBlobs(database: Database): Iterable<NamedBlob> {
  if (!hasColumn(database, "files", "id")) return;
  for (const { id } of database.all<{ id: string }>("SELECT id FROM files WHERE completed_at IS NOT NULL")) {
    yield { id, isRequired: true };
    yield { id: previewOf(id), isRequired: false };
  }
  for (const { id } of database.all<{ id: string }>(picturesSql(database))) yield { id: pictureOf(id), isRequired: true };
}

/** Bytes of complete files, as they are noted. */
export function namedFileBytes(database: Database): number {
  if (!hasColumn(database, "files", "id")) return 0;
  const sql = "SELECT coalesce(sum(byte_length), 0) AS bytes FROM files WHERE completed_at IS NOT NULL";
  return database.one<{ bytes: number }>(sql)?.bytes ?? 0;
}

function picturesSql(database: Database): string {
  const parts = ["SELECT NULL AS id WHERE FALSE"];
  for (const table of ["users", "rooms"]) {
    if (hasColumn(database, table, "picture")) parts.push(`SELECT picture FROM ${table} WHERE picture IS NOT NULL`);
  }
  if (hasColumn(database, "settings", "value")) {
    parts.push("SELECT json_extract(value, '$') FROM settings WHERE name = 'picture' AND value <> 'null'");
  }
  return parts.join(" UNION ");
}

function hasColumn(database: Database, table: string, column: string): boolean {
  return database.one("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, column) !== undefined;
}
