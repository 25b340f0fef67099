import type { Place } from "./conversation-log.ts";
import { recall, remember } from "./local-storage.ts";

/** Conversations that a tab keeps the place of: those that were shown last. */
const PLACES_MAX = 50;

/** Where the reader of this tab was in each conversation when the page was left, by the conversation's id. */
export function keptPlaces(userId: string): ReadonlyMap<string, Place> {
  try {
    const entries: unknown = JSON.parse(recall(keyOf(userId), "tab") ?? "[]");
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

export function keepPlaces(userId: string, places: Iterable<readonly [conversationId: string, place: Place]>): void {
  const newest = [...places].slice(-PLACES_MAX);
  remember(keyOf(userId), newest.length === 0 ? undefined : JSON.stringify(newest), "tab");
}

function keyOf(userId: string): string {
  return `places.${userId}`;
}

function isEntry(value: unknown): value is [string, Place] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [id, place] = value;
  return typeof id === "string" && typeof place?.seq === "number" && typeof place.top === "number";
}
