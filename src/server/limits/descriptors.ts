import { readdirSync, readFileSync, statSync } from "node:fs";

/** Descriptors that are not for clients: the database, the log, the threads. */
const RESERVED = 32;
/** The share of the free descriptors that clients may use; the rest serves connections that are being refused for lack of room. */
const CLIENTS_SHARE = 0.75;

/** How many connections there may be at once; undefined where the system does not tell how many files the process may open. */
export function connectionsMax(descriptorsMax = readDescriptorsMax()): number | undefined {
  if (descriptorsMax === undefined) return undefined;
  return Math.max(1, Math.floor((descriptorsMax - RESERVED) * CLIENTS_SHARE));
}

/** Whether nearly every descriptor is in use, so that the next connection could not be accepted. */
export function areDescriptorsScarce(descriptorsMax: number): boolean {
  return openDescriptorCount() > descriptorsMax - RESERVED / 4;
}

/** Of this process: `ulimit -n`. */
export function readDescriptorsMax(): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

function openDescriptorCount(): number {
  try {
    // Linux 6.2 and newer count them for the asking.
    return statSync("/proc/self/fd").size || readdirSync("/proc/self/fd").length;
  } catch {
    return Number.POSITIVE_INFINITY; // not one is left to look with
  }
}
