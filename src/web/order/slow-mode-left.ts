/** Until the next message: never longer than the rule says, whichever way a clock was set since the last one. */
export function slowModeLeftMs(seconds: number, lastSentAt: number | undefined, now: number): number {
  if (lastSentAt === undefined) return 0;
  return Math.max(0, Math.min(seconds * 1_000, lastSentAt + seconds * 1_000 - now));
}
