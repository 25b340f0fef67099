import { recall, remember } from "./local-storage.ts";

/** Announcements that are remembered: those that were hidden last. */
const DISMISSED_MAX = 100;

/** Announcements that the user has hidden on this device. */
export interface Dismissed {
  has(conversationId: string, text: string): boolean;
  add(conversationId: string, text: string): void;
}

export function dismissedOf(userId: string): Dismissed {
  const key = `dismissed.${userId}`;
  const read = (): Map<string, number> => {
    try {
      const kept: unknown = JSON.parse(recall(key) ?? "[]");
      return new Map(Array.isArray(kept) ? kept.filter(isEntry) : []);
    } catch {
      return new Map();
    }
  };
  return {
    has: (conversationId, text) => read().get(conversationId) === hashOf(text),
    add(conversationId, text) {
      const all = read();
      all.delete(conversationId);
      all.set(conversationId, hashOf(text));
      remember(key, JSON.stringify([...all].slice(-DISMISSED_MAX)));
    },
  };
}

function isEntry(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number";
}

/** FNV-1a: the text itself need not stay on the device. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
