import { memoryOutbox, type OutboxEntry, type OutboxStore } from "../client/index.ts";
import { inTime } from "./state/patience.ts";

const STORE = "entries";

/** The outbox, and whether it is still there when the page is loaded again. */
export interface PageOutbox {
  readonly store: OutboxStore;
  readonly isKept: boolean;
}

/** In IndexedDB, one database for each person; in memory where the browser refuses to keep anything, or does not answer. */
export async function openOutbox(userId: string): Promise<PageOutbox> {
  try {
    return { store: storeOf(await openDatabase(databaseName(userId))), isKept: true };
  } catch {
    return { store: memoryOutbox(), isKept: false };
  }
}

/** Signing out leaves nothing behind. */
export function deleteOutbox(userId: string): void {
  try {
    indexedDB.deleteDatabase(databaseName(userId));
  } catch {
    // Nothing was kept.
  }
}

function databaseName(userId: string): string {
  return `shoal.outbox.${userId}`;
}

function storeOf(database: IDBDatabase): OutboxStore {
  // Another tab that signs out wants to delete it.
  database.onversionchange = () => database.close();
  return {
    async load() {
      const kept = database.transaction(STORE).objectStore(STORE).index("createdAt").getAll() as IDBRequest<OutboxEntry[]>;
      return await answerOf(kept);
    },
    async put(entry) {
      // An error object survives no structured clone with its class.
      const { error: _, ...kept } = entry;
      await answerOf(database.transaction(STORE, "readwrite").objectStore(STORE).put(kept));
    },
    async delete(clientMessageId) {
      await answerOf(database.transaction(STORE, "readwrite").objectStore(STORE).delete(clientMessageId));
    },
  };
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: "clientMessageId" }).createIndex("createdAt", "createdAt");
  };
  try {
    return await answerOf(request);
  } catch (error) {
    request.onsuccess = () => request.result.close(); // too late: an open database blocks its deletion
    throw error;
  }
}

function answerOf<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return inTime(answer);
}
