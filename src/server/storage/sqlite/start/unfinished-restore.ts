import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StorageStartError } from "../../start-error.ts";

/** What a restore puts into a data folder lies in this folder until all of it is there. `shoal.db` is moved out of it last. */
export const RESTORING = "restoring";

/** Throws `StorageStartError` for a folder into which half a backup was restored. Removes what a finished restore has left. */
export function refuseUnfinishedRestore(folder: string): void {
  const restoring = join(folder, RESTORING);
  if (!existsSync(restoring)) return;
  if (!existsSync(join(folder, "shoal.db"))) {
    throw new StorageStartError(
      `A restore into ${folder} was not finished; run it again, or empty the folder to begin without the backup.`,
    );
  }
  rmSync(restoring, { recursive: true, force: true });
}
