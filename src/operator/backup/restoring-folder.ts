import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../../server/files/folder-blobs.ts";
import type { FileLock } from "../../server/storage/sqlite/start/file-lock.ts";
import { FOLDER_LOCK, lockFolder } from "../../server/storage/sqlite/start/folder-lock.ts";
import { RESTORING } from "../../server/storage/sqlite/start/unfinished-restore.ts";
import { OperatorError } from "../operator-error.ts";
import { DATABASE, keyFiles } from "./manifest.ts";

/** What the root of a file system has by itself, and the lock of this folder. */
const ignored: readonly string[] = ["lost+found", FOLDER_LOCK];
/** In the order in which they are moved into place. With the last one the folder is a data folder. */
const moved: readonly string[] = ["files", ...keyFiles, DATABASE];

/**
 * A data folder that is being made, and that no server starts on before it is whole: all of it gathers in a folder in it, and the database is moved out of there
 * last. A kill at any place leaves what the next restore removes.
 */
export class RestoringFolder {
  /** Where everything gathers. */
  readonly path: string;
  readonly #folder: string;
  readonly #wasMade: boolean;
  readonly #lock: FileLock;

  private constructor(folder: string, wasMade: boolean, lock: FileLock) {
    this.#folder = folder;
    this.path = join(folder, RESTORING);
    this.#wasMade = wasMade;
    this.#lock = lock;
  }

  /** Throws `OperatorError` for a folder with anything in it but an unfinished restore, which is removed. */
  static async open(folder: string): Promise<RestoringFolder> {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found?.isDirectory() === false)
      throw new OperatorError(`${folder} is there and no folder; name an empty or a missing one.`);
    if (found !== undefined) requireEmpty(folder);
    const restoring = new RestoringFolder(folder, found === undefined, lockFolder(folder));
    try {
      requireEmpty(folder);
      restoring.#removeContents();
      mkdirSync(restoring.path, { mode: 0o700 });
      await syncFolder(folder);
      return restoring;
    } catch (error) {
      restoring.release();
      throw error;
    }
  }

  /** Makes the data folder of what has gathered. */
  async finish(): Promise<void> {
    await syncFolder(this.path);
    for (const name of moved) {
      if (name === DATABASE) await syncFolder(this.#folder);
      if (existsSync(join(this.path, name))) renameSync(join(this.path, name), join(this.#folder, name));
    }
    await syncFolder(this.#folder);
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Leaves the folder as it was. */
  abandon(): void {
    this.#removeContents();
    if (!this.#wasMade) return;
    rmSync(join(this.#folder, FOLDER_LOCK), { force: true });
    rmdirSync(this.#folder);
  }

  release(): void {
    this.#lock.release();
  }

  /** The marker of an unfinished restore goes last: without it the rest would be of an unknown origin. */
  #removeContents(): void {
    for (const name of [...moved, RESTORING]) rmSync(join(this.#folder, name), { recursive: true, force: true });
  }
}

function requireEmpty(folder: string): void {
  const names = readdirSync(folder).filter((name) => !ignored.includes(name));
  const isUnfinished = names.includes(RESTORING) && !names.includes(DATABASE);
  const foreign = names.find((name) => !(isUnfinished && (name === RESTORING || moved.includes(name))));
  if (foreign === undefined) return;
  const reason = names.includes(DATABASE) ? "it is a data folder already" : `there is ${foreign} in it`;
  throw new OperatorError(`${folder} is not empty (${reason}); restore into an empty or a missing folder.`);
}
