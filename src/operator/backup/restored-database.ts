import { existsSync } from "node:fs";
import { newToken } from "../../protocol/ids.ts";
import { blobPath } from "../../server/files/folder-blobs.ts";
import { SqliteDatabase } from "../../server/storage/sqlite/database.ts";
import { prepareDatabase } from "../../server/storage/sqlite/start/prepare-database.ts";
import { namedBlobs } from "../named-blobs.ts";

/**
 * Makes a copied database another past: brings it up to date, gives it an epoch of its own, by which clients know that what they hold may be gone, and forgets
 * uploads that were under way, whose bytes no backup has. Answers how many blobs it names that are not in `filesFolder`. Throws `StorageStartError`.
 */
export function makeAnotherPast(file: string, filesFolder: string): number {
  prepareDatabase(file);
  const database = new SqliteDatabase(file);
  try {
    database.write(() => {
      database.run("UPDATE meta SET value = ? WHERE name = 'epoch'", newToken());
      database.run("DELETE FROM files WHERE completed_at IS NULL");
    });
    let missing = 0;
    for (const { id, isRequired } of namedBlobs(database)) {
      if (isRequired && !existsSync(blobPath(filesFolder, id))) missing += 1;
    }
    return missing;
  } finally {
    database.close();
  }
}
