import { inTime } from "./state/patience.ts";

interface Schema {
  readonly store: string;
  readonly keyPath: string;
  /** Sorts what is read. */
  readonly index?: string;
}

/** One table of IndexedDB, or an error where the browser keeps nothing or does not answer. */
export async function openDatabase(name: string, { store, keyPath, index }: Schema): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const made = request.result.createObjectStore(store, { keyPath });
    if (index !== undefined) made.createIndex(index, index);
  };
  try {
    const database = await answerOf(request);
    // Another tab that signs out wants to delete it.
    database.onversionchange = () => database.close();
    return database;
  } catch (error) {
    request.onsuccess = () => request.result.close(); // too late: an open database blocks its deletion
    throw error;
  }
}

/** Signing out leaves nothing behind. */
export function deleteDatabase(name: string): void {
  try {
    indexedDB.deleteDatabase(name);
  } catch {
    // Nothing was kept.
  }
}

/** Resolves when the transaction is on the disk: a full one takes the request and refuses the transaction. */
export function committed(transaction: IDBTransaction): Promise<void> {
  const end = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  return inTime(end);
}

export function answerOf<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return inTime(answer);
}
