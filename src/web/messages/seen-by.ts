import type { LogEntry, Readers } from "../../client/index.ts";

interface SeenOptions {
  readonly conversationId: string;
  /** Of the message. */
  readonly seq: number;
  readonly ownId: string;
  /** Those that are loaded, up to the newest. */
  readonly entries: readonly LogEntry[];
}

/** The ids of the others who have read the message: by their markers, and those who wrote something after it [P24e]. */
export function seenBy(readers: Readers | undefined, { conversationId, seq, ownId, entries }: SeenOptions): string[] {
  if (readers?.conversationId !== conversationId) return [];
  const later = new Set<string>();
  for (const entry of entries) if (entry.type === "message" && entry.seq > seq) later.add(entry.by.id);
  return readers.markers
    .filter(({ userId, readSeq }) => userId !== ownId && (readSeq >= seq || later.has(userId)))
    .map(({ userId }) => userId);
}
