import type { Clock, WakeSource } from "../../client/index.ts";

const INTERVAL_MS = 24 * 60 * 60 * 1000;
/** A timer of a whole day stands still while the device sleeps; this one is never far behind the clock. */
const LOOK_INTERVAL_MS = 60 * 60 * 1000;

/** Visits once a day from now on. A visit that came to nothing is due again when the network is back, or in an hour. */
export function visitDaily(visit: () => Promise<unknown>, { clock, wake }: { clock: Clock; wake: WakeSource }): void {
  let visitedAt = clock.now();
  const visitWhenDue = (): void => {
    const before = visitedAt;
    if (clock.now() - before < INTERVAL_MS) return;
    visitedAt = clock.now();
    visit().catch(() => {
      visitedAt = before;
    });
  };
  clock.every(LOOK_INTERVAL_MS, visitWhenDue);
  wake(visitWhenDue);
}
