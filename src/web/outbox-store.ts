import { memoryOutbox, type OutboxEntry, type OutboxStore } from "../client/index.ts";
import { answerOf, deleteDatabase, openDatabase } from "./database.ts";

const STORE = "entries";
const schema = { store: STORE, keyPath: "clientMessageId", index: "createdAt" };

/** The outbox, and whether it is still there when the page is loaded again. */
export interface PageOutbox {
  readonly store: OutboxStore;
  readonly isKept: boolean;
}

/** In IndexedDB, one database for each person; in memory where the browser refuses to keep anything, or does not answer. */
export async function openOutbox(userId: string): Promise<PageOutbox> {
  try {
    return { store: storeOf(await openDatabase(databaseName(userId), schema)), isKept: true };
  } catch {
    return { store: memoryOutbox(), isKept: false };
  }
}

/** Signing out leaves nothing behind. */
export function deleteOutbox(userId: string): void {
  deleteDatabase(databaseName(userId));
}

function databaseName(userId: string): string {
  return `shoal.outbox.${userId}`;
}

function storeOf(database: IDBDatabase): OutboxStore {
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
