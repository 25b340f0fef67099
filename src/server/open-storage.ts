import { mkdirSync } from "node:fs";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { folderSecrets, type SharedSecrets } from "./shared-secrets.ts";
import { StartError } from "./start-error.ts";
import { openSqliteStorage } from "./storage/sqlite/sqlite-storage.ts";
import { StorageStartError } from "./storage/start-error.ts";
import type { CommitListener, Storage } from "./storage/storage.ts";

/** What the server hears of a storage that other nodes use, too, besides commits. */
export interface StorageListeners {
  readonly onCommit: CommitListener;
  readonly follows: (logId: string) => boolean;
  readonly onFeed: (lane: number, feedId: number) => void;
  readonly onSessionEnded: (userId: string, sessionId: string) => void;
  readonly onOtherSettings: () => void;
  readonly onGap: () => void;
}

interface OpenedStorage {
  readonly storage: Storage;
  readonly secrets: SharedSecrets;
  /** Whether what this node knows of memberships is of now; missing where it always is. */
  readonly isCurrent?: (() => boolean) | undefined;
  /** Another node may have committed something; missing where there is none. */
  readonly hint?: ((lane?: number, feedId?: number) => void) | undefined;
}

/** The PostgreSQL that all nodes have, or SQLite in the data folder. */
export async function openStorage(
  { dataFolder, storageUrl }: Config,
  listeners: StorageListeners,
  log: Log,
): Promise<OpenedStorage> {
  const health = {
    onNotice: (notice: string) => log.warn(`storage: ${notice}`),
    onFatal(error: Error) {
      // Crash only: what is acknowledged is on disk, and the next start reads it.
      log.error("the storage stopped", error);
      process.exit(1);
    },
  };
  try {
    if (storageUrl === undefined) {
      const storage = await openSqliteStorage({ folder: dataFolder, onCommit: listeners.onCommit, ...health });
      return { storage, secrets: folderSecrets(dataFolder) };
    }
    mkdirSync(dataFolder, { recursive: true });
    // Not before: its client takes memory and time that a server on SQLite has no use for.
    const { openPostgresStorage } = await import("./storage/postgres/postgres-storage.ts");
    const storage = await openPostgresStorage({ url: storageUrl, ...listeners, ...health });
    return { storage, secrets: storage.secrets, isCurrent: () => storage.isCurrent, hint: storage.hint };
  } catch (error) {
    throw error instanceof StorageStartError ? new StartError(error.message) : error;
  }
}
