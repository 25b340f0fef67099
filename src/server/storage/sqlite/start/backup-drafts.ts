import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** A list of paths: where a backup writes what nothing but it needs. */
const LIST = "backup-drafts.json";
/** What every draft's name ends with: nothing else is removed, whatever the list says. */
export const DRAFT_ENDING = ".part";
/** The copy of the database, where the data folder has room for it. */
export const DATABASE_DRAFT = `backup.db${DRAFT_ENDING}`;
const suffixes = ["", "-journal", "-wal", "-shm"];

/** Notes drafts, by absolute paths, before they are made, so that what a kill leaves is removed wherever it is. For the holder of the backup's lock. */
export function noteDrafts(folder: string, paths: readonly string[]): void {
  const list = join(folder, LIST);
  writeFileSync(`${list}${DRAFT_ENDING}`, JSON.stringify(paths), { mode: 0o600, flush: true });
  renameSync(`${list}${DRAFT_ENDING}`, list);
}

/** Removes the drafts of a backup that ended. One that cannot be removed stays in the list. For the holder of the backup's lock. */
export function removeDrafts(folder: string): void {
  const drafts = new Set([join(folder, DATABASE_DRAFT), ...listedDrafts(folder)]);
  const left = [...drafts].filter((path) => !isRemoved(path));
  if (left.length > 0) noteDrafts(folder, left);
  else for (const file of [LIST, `${LIST}${DRAFT_ENDING}`]) rmSync(join(folder, file), { force: true });
}

function listedDrafts(folder: string): string[] {
  const list = join(folder, LIST);
  if (!existsSync(list)) return [];
  try {
    const paths: unknown = JSON.parse(readFileSync(list, "utf8"));
    const isDraft = (path: unknown): path is string =>
      typeof path === "string" && isAbsolute(path) && path.endsWith(DRAFT_ENDING);
    return Array.isArray(paths) ? paths.filter(isDraft) : [];
  } catch {
    return []; // damaged: what it named cannot be known
  }
}

function isRemoved(path: string): boolean {
  try {
    for (const suffix of suffixes) rmSync(path + suffix, { force: true });
    return true;
  } catch {
    return false; // of a disk that this process may not write, or of none now
  }
}
