import type { Person } from "../../client/index.ts";
import { deleteDatabase } from "../database.ts";
import { recall, remember } from "./local-storage.ts";

const KEY = "user";

/** The user whom the cookie signs in, as far as the page knows without asking: no script can read that cookie. */
export function knownUser(): Person | undefined {
  try {
    const { id, nickname } = JSON.parse(recall(KEY) ?? "{}") as Partial<Person>;
    return typeof id === "string" && typeof nickname === "string" ? { id, nickname } : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever is kept of another user goes. */
export function rememberUser({ id, nickname }: Person): void {
  if (knownUser()?.id !== id) forgetUser();
  remember(KEY, JSON.stringify({ id, nickname }));
}

/** The user has no session here any more: the conversations that are kept for them go. */
export function forgetUser(): void {
  const user = knownUser();
  if (user !== undefined) deleteDatabase(talkDatabaseOf(user.id));
  remember(KEY, undefined);
}

/** The name of the database with what a user saw last. */
export function talkDatabaseOf(userId: string): string {
  return `shoal.talk.${userId}`;
}
