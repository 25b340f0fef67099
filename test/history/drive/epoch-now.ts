/** Milliseconds since 1970 by a clock that does not jump, so that two processes of one machine can compare. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
