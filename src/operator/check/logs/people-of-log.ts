import { DELETED_NICKNAME } from "../../../protocol/people.ts";
import type { Database } from "../../../server/storage/sql/database.ts";

/** Authors of one log who are remembered. */
const KNOWN_MAX = 20_000;

export interface KnownPerson {
  readonly id: string;
  readonly isDeleted: boolean;
  /** Deleted, and what they said is still on its way out. */
  readonly isDoomed: boolean;
}

/** Users by their key, as one moment has them. */
export class PeopleOfLog {
  readonly #database: Database;
  readonly #known = new Map<number, KnownPerson>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined where no user has the key. */
  find(key: number): KnownPerson | undefined {
    const known = this.#known.get(key);
    if (known) return known;
    const row = this.#database.one<{ id: string; nickname: string; isDoomed: number }>(
      `SELECT id, nickname, EXISTS (SELECT 1 FROM doomed_users WHERE user_key = users.key) AS isDoomed FROM users WHERE key = ?`,
      key,
    );
    if (row === undefined) return undefined;
    const person = { id: row.id, isDeleted: row.nickname === DELETED_NICKNAME, isDoomed: row.isDoomed === 1 };
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(key, person);
    return person;
  }
}
