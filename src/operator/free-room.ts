import { statfsSync, statSync } from "node:fs";

/** Left to the messages that come meanwhile. */
export const ROOM_LEFT_BYTES = 64 * 1024 * 1024;

/** Bytes that this user may still fill on the disk of that folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export function areOnOneDisk(folder: string, other: string): boolean {
  return statSync(folder).dev === statSync(other).dev;
}
