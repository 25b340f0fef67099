import { answerOf, deleteDatabase, openDatabase } from "./database.ts";

/** A file that is being uploaded, as it survives a reload. */
export interface KeptUpload {
  readonly key: string;
  readonly conversationId: string;
  readonly file: File;
  readonly id: string | undefined;
}

/** Where chosen files are kept. A failure costs what a reload would have saved, and nothing else. */
export interface UploadStore {
  load(): Promise<readonly KeptUpload[]>;
  put(upload: KeptUpload): Promise<void>;
  delete(key: string): Promise<void>;
}

const STORE = "uploads";

export function uploadStoreOf(userId: string): UploadStore {
  const opened = openDatabase(nameOf(userId), { store: STORE, keyPath: "key" }).catch(() => undefined);
  const inStore = async (mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> => {
    const database = await opened;
    return database && (await answerOf(act(database.transaction(STORE, mode).objectStore(STORE))).catch(() => undefined));
  };
  return {
    load: async () => ((await inStore("readonly", (store) => store.getAll())) as readonly KeptUpload[] | undefined) ?? [],
    put: async (upload) => void (await inStore("readwrite", (store) => store.put(upload))),
    delete: async (key) => void (await inStore("readwrite", (store) => store.delete(key))),
  };
}

export function deleteUploads(userId: string): void {
  deleteDatabase(nameOf(userId));
}

/** Ascending in time, so that files keep their order. */
export function newKey(): string {
  return `${Date.now().toString(36).padStart(9, "0")}${Math.random().toString(36).slice(2)}`;
}

function nameOf(userId: string): string {
  return `shoal.uploads.${userId}`;
}
