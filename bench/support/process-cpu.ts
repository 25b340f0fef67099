import { readFileSync } from "node:fs";
import { join } from "node:path";

const CLOCK_TICKS_PER_SECOND = 100; // of /proc, on every Linux

/** Of a process, of those that it has started, and of those among them that have ended. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  const own = [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]), 0) / CLOCK_TICKS_PER_SECOND;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSecondsOf(child), own);
}

/** The PostgreSQL whose folder it is. */
export function postgresPid(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, "data/postmaster.pid"), "utf8"), 10);
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}
