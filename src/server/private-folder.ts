import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a process makes under this umask is of its user alone. */
export const PRIVATE_UMASK = 0o077;

const STICKY = 0o1000;

/** The entries that Shoal makes in a data folder. */
const ownName =
  /^(?:(?:shoal|search)\.db(?:-wal|-shm|-journal)?|(?:shoal|backup|deletion)\.lock(?:-journal)?|files|(?:device-key|push-keys\.json|backup-drafts\.json)(?:\.draft)?|backup\.db\.part|last-seen|control\.sock)$/;

/**
 * Takes from everyone but this user what they may do in a data folder that was made or restored by hand. Comes before the database is opened: SQLite gives the files
 * beside it the same mode. `files/` is closed and not walked, because a start must not take longer with every file. A folder in which other things lie stays as it is:
 * it may be a home folder, or /tmp.
 */
export function closeToOthers(folder: string): void {
  const names = namesIn(folder);
  const own = names.filter((name) => ownName.test(name));
  for (const name of own) takeFromOthers(join(folder, name));
  if (own.length === names.length) takeFromOthers(folder);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // missing, or not ours: who opens it says so
  }
}

function takeFromOthers(path: string): void {
  try {
    const { mode, uid } = statSync(path);
    if (uid !== process.getuid?.() || (mode & PRIVATE_UMASK) === 0 || (mode & STICKY) !== 0) return;
    chmodSync(path, mode & 0o700);
  } catch {
    // It has just gone, or its file system has no modes.
  }
}
