/** Advisory locks are numbers that all programs of a database share: "shoal" in bytes, and one more. */
export const CLUSTER_LOCK = 0x73686f616c;
export const MIGRATION_LOCK = 0x73686f616d;

/** Lanes of appends. No node may ever count otherwise: two that disagree would not wait for each other. */
export const APPEND_LANES = 8;

/** That of a conversation, from 1 on: FNV-1a of its id. */
export function laneOf(conversationId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < conversationId.length; index += 1) {
    hash = Math.imul(hash ^ conversationId.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 0) % APPEND_LANES) + 1;
}
