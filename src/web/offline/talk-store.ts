import type { Conversation } from "../../client/index.ts";
import { answerOf, committed, openDatabase } from "../database.ts";
import { talkDatabaseOf } from "../state/known-user.ts";
import type { KeptLog } from "./kept-log.ts";

const STORE = "talk";
/** The key of the list; no conversation has it. */
const LIST_KEY = "";

/** The list of conversations as it was last. */
export interface KeptList {
  readonly epoch: string;
  readonly conversations: readonly Conversation[];
}

/** A kept log, and when it was shown last: milliseconds since 1970-01-01 UTC. */
export interface KeptConversation extends KeptLog {
  readonly shownAt: number;
}

/** What a user has seen last, for a page without a network. */
export interface KeptTalk {
  readonly list: KeptList | undefined;
  readonly logs: ReadonlyMap<string, KeptConversation>;
}

type Entry = (KeptList | KeptConversation) & { readonly key: string };

/** Rejects where the browser keeps nothing or does not answer. */
export async function openTalkStore(userId: string): Promise<TalkStore> {
  return new TalkStore(await openDatabase(talkDatabaseOf(userId), { store: STORE, keyPath: "key" }));
}

/** In IndexedDB, one database for each person. */
export class TalkStore {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  async read(): Promise<KeptTalk> {
    const entries = await answerOf(this.#objects("readonly").getAll() as IDBRequest<Entry[]>);
    let list: KeptList | undefined;
    const logs = new Map<string, KeptConversation>();
    for (const { key, ...entry } of entries) {
      if ("conversations" in entry) list = entry;
      else logs.set(key, entry);
    }
    return { list, logs };
  }

  /** In one transaction. `undefined` deletes a log. */
  async write(list: KeptList | undefined, logs: ReadonlyMap<string, KeptConversation | undefined>): Promise<void> {
    const objects = this.#objects("readwrite");
    if (list !== undefined) objects.put({ ...list, key: LIST_KEY } satisfies Entry);
    for (const [key, log] of logs) {
      if (log === undefined) objects.delete(key);
      else objects.put({ ...log, key } satisfies Entry);
    }
    await committed(objects.transaction);
  }

  async clear(): Promise<void> {
    await answerOf(this.#objects("readwrite").clear());
  }

  close(): void {
    this.#database.close();
  }

  #objects(mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(STORE, mode).objectStore(STORE);
  }
}
