import { newId } from "../../../../../protocol/ids.ts";
import type { Database } from "../../database.ts";

type Kind = "user" | "conversation" | "file";

/** The id here of what has `foreignId` at the source, once it came in. */
export function ownIdOf(database: Database, source: string, kind: Kind, foreignId: string): string | undefined {
  return database.one<{ id: string }>(
    "SELECT own_id AS id FROM imports WHERE source = ? AND kind = ? AND foreign_id = ?",
    ...([source, kind, foreignId] as const),
  )?.id;
}

interface Remembered {
  readonly kind: Kind;
  readonly foreignId: string;
  readonly ownId: string;
  readonly wasHere?: boolean;
  readonly wasDeleted?: boolean;
}

export function remember(database: Database, source: string, { kind, foreignId, ownId, wasHere, wasDeleted }: Remembered): void {
  database.run(
    "INSERT INTO imports (source, kind, foreign_id, own_id, was_here, was_deleted) VALUES (?, ?, ?, ?, ?, ?)",
    ...([source, kind, foreignId, ownId, wasHere === true ? 1 : 0, wasDeleted === true ? 1 : 0] as const),
  );
}

/** The id of a file or picture here: that of the source where it is free. */
export function takeFileId(database: Database, source: string, foreignId: string): string {
  const isTaken =
    database.one(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM files WHERE id = ?1) OR EXISTS (SELECT 1 FROM doomed_blobs WHERE id = ?1)
         OR EXISTS (SELECT 1 FROM users WHERE picture = ?1) OR EXISTS (SELECT 1 FROM rooms WHERE picture = ?1)
         OR EXISTS (SELECT 1 FROM settings WHERE name = 'picture' AND value = json_quote(?1))`,
      foreignId,
    ) !== undefined;
  const ownId = isTaken || !isFileId(foreignId) ? newId("f") : foreignId;
  database.run(
    `INSERT INTO imports (source, kind, foreign_id, own_id) VALUES (?, 'file', ?, ?)
     ON CONFLICT (source, kind, foreign_id) DO UPDATE SET own_id = excluded.own_id`,
    ...([source, foreignId, ownId] as const),
  );
  return ownId;
}

/** Names of blobs begin with it. */
function isFileId(id: string): boolean {
  return /^f_[A-Za-z0-9_-]{2,62}$/.test(id);
}

/** The id of a log here: that of the source where it has its form and is free. */
export function freeLogId(database: Database, foreignId: string, prefix: "u" | "r" | "d"): string {
  const hasForm = new RegExp(`^${prefix}_[A-Za-z0-9_-]{1,62}$`).test(foreignId);
  const isFree = hasForm && database.one("SELECT 1 FROM logs WHERE id = ?", foreignId) === undefined;
  return isFree ? foreignId : newId(prefix);
}

/** Users of one source by their ids there, read once each. */
export class ForeignUsers {
  readonly #database: Database;
  readonly #source: string;
  readonly #known = new Map<string, ForeignUser | undefined>();

  constructor(database: Database, source: string) {
    this.#database = database;
    this.#source = source;
  }

  find(foreignId: string): ForeignUser | undefined {
    if (!this.#known.has(foreignId)) this.#known.set(foreignId, this.#read(foreignId));
    return this.#known.get(foreignId);
  }

  #read(foreignId: string): ForeignUser | undefined {
    return this.#database.one<ForeignUser>(
      `SELECT users.key, users.id, users.nickname, users.nickname_key AS nicknameKey, users.tone, users.picture, users.is_account AS isAccount
       FROM imports JOIN logs ON logs.id = own_id JOIN users ON users.key = logs.key
       WHERE source = ? AND imports.kind = 'user' AND foreign_id = ?`,
      this.#source,
      foreignId,
    );
  }
}

export interface ForeignUser {
  readonly key: number;
  readonly id: string;
  readonly nickname: string;
  /** Null for one who has retired. */
  readonly nicknameKey: string | null;
  readonly tone: number | null;
  readonly picture: string | null;
  readonly isAccount: number;
}
