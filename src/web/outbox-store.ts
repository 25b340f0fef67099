import { type ReadonlySignal, signal } from "@preact/signals";
import { memoryOutbox, type OutboxEntry, type OutboxStore } from "../client/index.ts";
import { answerOf, committed, deleteDatabase, openDatabase } from "./database.ts";

const STORE = "entries";
const schema = { store: STORE, keyPath: "clientMessageId", index: "createdAt" };

/** The outbox, and whether what is written next is still there when the page is loaded again. */
export interface PageOutbox {
  readonly store: OutboxStore;
  readonly isKept: ReadonlySignal<boolean>;
}

/**
 * In IndexedDB, one database for each person; in memory for a user who cannot come back (`undefined`), and where the browser refuses to keep
 * anything or does not answer.
 */
export async function openOutbox(userId: string | undefined): Promise<PageOutbox> {
  const isKept = signal(true);
  try {
    if (userId === undefined) throw new Error("Nothing is to be kept.");
    const database = await openDatabase(databaseName(userId), schema);
    return { store: storeOf(database, (hasWorked) => (isKept.value = hasWorked)), isKept };
  } catch {
    isKept.value = false;
    return { store: memoryOutbox(), isKept };
  }
}

/** Signing out leaves nothing behind. */
export function deleteOutbox(userId: string): void {
  deleteDatabase(databaseName(userId));
}

function databaseName(userId: string): string {
  return `shoal.outbox.${userId}`;
}

/** A disk that is full refuses what is written, and takes it again when there is room: `onPut` is told. */
function storeOf(database: IDBDatabase, onPut: (hasWorked: boolean) => void): OutboxStore {
  return {
    async load() {
      const kept = database.transaction(STORE).objectStore(STORE).index("createdAt").getAll() as IDBRequest<OutboxEntry[]>;
      return await answerOf(kept);
    },
    async put(entry) {
      // An error object survives no structured clone with its class.
      const { error: _, ...kept } = entry;
      try {
        const transaction = database.transaction(STORE, "readwrite");
        transaction.objectStore(STORE).put(kept);
        await committed(transaction);
        onPut(true);
      } catch (error) {
        onPut(false);
        throw error;
      }
    },
    async delete(clientMessageId) {
      await answerOf(database.transaction(STORE, "readwrite").objectStore(STORE).delete(clientMessageId));
    },
  };
}
