import type { Clock, WallMs } from "../client/index.ts";
import { newId } from "../protocol/ids.ts";
import { answerOf, deleteDatabase, openDatabase } from "./database.ts";
import { recall, remember } from "./state/local-storage.ts";

/** A file that is being uploaded, as it survives a reload. */
export interface KeptUpload {
  readonly key: string;
  readonly conversationId: string;
  readonly file: File;
  /** The file's id, once the server has made the upload. */
  readonly id: string | undefined;
  readonly chosenAt: WallMs;
}

/** As it is in the database. */
interface Entry extends KeptUpload {
  readonly tab: string;
}

/**
 * Where chosen files are kept. A failure costs what a reload would have saved, and nothing else. Each tab has its own files, as it has
 * its own drafts: two tabs would send one file twice.
 */
export interface UploadStore {
  /** In the order of their choice. */
  load(): Promise<readonly KeptUpload[]>;
  put(upload: KeptUpload): Promise<void>;
  delete(key: string): Promise<void>;
}

const STORE = "uploads";
const KEPT_MS = 24 * 60 * 60 * 1000; // the server forgets an unused upload after a day
const TAB_KEY = "uploads"; // present once a tab has kept a file

export function uploadStoreOf(userId: string, clock: Clock): UploadStore {
  const knownTab = recall(TAB_KEY, "tab");
  const tab = knownTab ?? newId("s");
  // Most tabs send no file, and open none.
  let opened: Promise<IDBDatabase | undefined> | undefined;
  const inStore = async (mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> => {
    opened ??= openDatabase(nameOf(userId), { store: STORE, keyPath: "key" }).catch(() => undefined);
    const database = await opened;
    return database && (await answerOf(act(database.transaction(STORE, mode).objectStore(STORE))).catch(() => undefined));
  };
  const remove = async (key: string) => void (await inStore("readwrite", (store) => store.delete(key)));
  return {
    async load() {
      if (knownTab === undefined) return [];
      const entries = ((await inStore("readonly", (store) => store.getAll())) as readonly Entry[] | undefined) ?? [];
      const oldest = clock.now() - KEPT_MS;
      for (const entry of entries) if (entry.tab !== tab && entry.chosenAt < oldest) void remove(entry.key);
      return entries.filter((entry) => entry.tab === tab).sort((a, b) => a.chosenAt - b.chosenAt);
    },
    async put(upload) {
      remember(TAB_KEY, tab, "tab");
      await inStore("readwrite", (store) => store.put({ ...upload, tab } satisfies Entry));
    },
    delete: remove,
  };
}

export function deleteUploads(userId: string): void {
  deleteDatabase(nameOf(userId));
}

function nameOf(userId: string): string {
  return `shoal.uploads.${userId}`;
}
