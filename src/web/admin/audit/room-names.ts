import { signal } from "@preact/signals";
import { run } from "../command.ts";

/** Pages that are read: the rooms beyond are not named. */
const PAGES_MAX = 5;

/** The names of rooms, those with most members first. The audit log knows rooms by their ids only. */
export const roomNames = signal<ReadonlyMap<string, string>>(new Map());

/** A failure leaves them without names. */
export async function loadRoomNames(): Promise<void> {
  const names = new Map<string, string>();
  let after: string | undefined;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const { rooms, next } = await run("rooms", { sort: "members", after });
    for (const { conversationId, name } of rooms) names.set(conversationId, name);
    roomNames.value = new Map(names);
    after = next;
    if (after === undefined) return;
  }
}
