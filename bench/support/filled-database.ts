import { join } from "node:path";
import type { Person } from "../../src/protocol/people.ts";
import { hashSecret } from "../../src/server/accounts/secrets.ts";
import { createGuest } from "../../src/server/storage/sql/write/accounts.ts";
import { createRoom, join as joinRoom } from "../../src/server/storage/sql/write/conversations.ts";
import { type OpenLog, Transaction } from "../../src/server/storage/sql/write/transaction.ts";
import { SqliteDatabase } from "../../src/server/storage/sqlite/database.ts";
import { prepareDatabase } from "../../src/server/storage/sqlite/start/prepare-database.ts";

const KIBIBYTES_OF_CACHE = 512 * 1024;
const MESSAGES_PER_TRANSACTION = 20_000;
const TOKEN_LENGTH = 43;
/** 2030-01-01. */
export const FIRST_AT = Date.UTC(2030, 0, 1);

/** A user, and the key that the database knows them by. */
export interface Author extends Person {
  readonly key: number;
  /** Signs them in. */
  readonly token: string;
}

/** Appends what belongs to message `index`, counted from 0. */
export type AppendMessage = (transaction: Transaction, index: number) => void;

/**
 * Makes a database through the server's own schema and transactions, in much less time than a server needs: nothing is synced, and no user is asked
 * whether they may write.
 */
export class FilledDatabase {
  readonly #database: SqliteDatabase;

  constructor(folder: string) {
    const file = join(folder, "shoal.db");
    prepareDatabase(file);
    this.#database = new SqliteDatabase(file);
    this.#database.one("PRAGMA journal_mode = OFF");
    this.#database.run("PRAGMA synchronous = OFF");
    this.#database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
  }

  /** Guests, who are in the lobby. `first`: how many there are already. */
  addPeople(count: number, first = 0): Author[] {
    const people = Array.from({ length: count }, (_, index) => ({ id: `u_${first + index}`, nickname: `ann-${first + index}` }));
    this.#transact((transaction) => {
      for (const user of people) {
        const session = { id: `s_${user.id}`, tokenHash: hashSecret(tokenOf(user)), device: "bench", at: FIRST_AT };
        const names = { nicknameKey: user.nickname, nicknameSkeleton: user.nickname };
        createGuest(transaction, { user, ...names, session, expiredBefore: 0 });
      }
    });
    return people.map((user) => ({ ...user, key: this.#keyOf(user.id), token: tokenOf(user) }));
  }

  /** `first`: how many there are already. */
  addRooms(count: number, { id: ownerId }: Person, first = 0): string[] {
    const rooms = Array.from({ length: count }, (_, index) => ({ id: `r_${first + index}`, name: `room ${first + index}` }));
    this.#transact((transaction) => {
      for (const room of rooms) createRoom(transaction, { ...room, nameKey: room.name, isPrivate: false, ownerId, at: FIRST_AT });
    });
    return rooms.map(({ id }) => id);
  }

  join(conversationId: string, { id: userId }: Person): void {
    this.#transact((transaction) => joinRoom(transaction, { conversationId, userId, at: FIRST_AT }));
  }

  addMessages(count: number, append: AppendMessage): void {
    for (let start = 0; start < count; start += MESSAGES_PER_TRANSACTION) {
      const end = Math.min(count, start + MESSAGES_PER_TRANSACTION);
      this.#transact((transaction) => {
        for (let index = start; index < end; index += 1) append(transaction, index);
      });
      if (end % (10 * MESSAGES_PER_TRANSACTION) === 0) process.stderr.write(`  ${end.toLocaleString("en")} messages are there\n`);
    }
  }

  textBytes(): number {
    const sql = "SELECT sum(octet_length(body)) AS bytes FROM events WHERE type = 'message'";
    return this.#database.one<{ bytes: number }>(sql)?.bytes ?? 0;
  }

  close(): void {
    this.#database.one("PRAGMA journal_mode = WAL");
    this.#database.close();
  }

  #transact(work: (transaction: Transaction) => void): void {
    this.#database.write(() => {
      const transaction = new Transaction(this.#database);
      work(transaction);
      transaction.finish();
    });
  }

  #keyOf(id: string): number {
    return this.#database.one<{ key: number }>("SELECT key FROM logs WHERE id = ?", id)?.key ?? 0;
  }
}

export function openLog(transaction: Transaction, id: string): OpenLog {
  const log = transaction.log(id);
  if (!log) throw new Error("The conversation was made before.");
  return log;
}

function tokenOf({ id }: Person): string {
  return id.padEnd(TOKEN_LENGTH, "-");
}
