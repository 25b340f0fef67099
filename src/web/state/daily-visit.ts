import type { Clock, WakeSource } from "../../client/index.ts";

const INTERVAL_MS = 24 * 60 * 60 * 1000;
/** A timer of a whole day stands still while the device sleeps; this one is never far behind the time of day. */
const LOOK_INTERVAL_MS = 60 * 60 * 1000;

/**
 * Visits once a day from now on. A day is one of the calendar: a visit keeps what expires by the server's time of day, also where the
 * device slept. A visit that failed is due again when the network is back, or in an hour.
 */
export function visitDaily(visit: () => Promise<unknown>, { clock, wake }: { clock: Clock; wake: WakeSource }): void {
  let visitedAt = clock.now();
  const visitWhenDue = (): void => {
    const before = visitedAt;
    const sinceMs = clock.now() - before;
    const isClockSetBack = sinceMs < 0;
    if (sinceMs < INTERVAL_MS && !isClockSetBack) return;
    visitedAt = clock.now();
    visit().catch(() => {
      visitedAt = before;
    });
  };
  clock.every(LOOK_INTERVAL_MS, visitWhenDue);
  wake(visitWhenDue);
}
