import { ShoalError } from "../../../../protocol/errors.ts";
import type { Person } from "../../../../protocol/people.ts";
import type { Transaction } from "./transaction.ts";

export interface KnownUser extends Person {
  readonly key: number;
  readonly nicknameKey: string;
}

/** A user who has not retired. Throws `not-found`. */
export function activeUser({ database }: Transaction, id: string): KnownUser {
  const user = database.one<KnownUser>(
    `SELECT users.key, users.id, users.nickname, users.nickname_key AS nicknameKey
     FROM logs JOIN users ON users.key = logs.key
     WHERE logs.id = ? AND users.nickname_key IS NOT NULL`,
    id,
  );
  if (!user) throw new ShoalError("not-found");
  return user;
}

export function personOf({ id, nickname }: Person): Person {
  return { id, nickname };
}
