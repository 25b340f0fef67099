import type { Clock } from "../../clock.ts";

/**
 * Runs `callback` soon after the first call, then at most once in `intervalMs` however often it is called.
 * Soon is the next microtask: all events of one frame are one run.
 */
export function coalesced(clock: Clock, intervalMs: number, callback: () => void): () => void {
  let isResting = false;
  let isWanted = false;

  function run(): void {
    isWanted = false;
    clock.after(intervalMs, () => {
      isResting = false;
      if (isWanted) start();
    });
    callback();
  }

  function start(): void {
    isResting = true;
    queueMicrotask(run);
  }

  return () => {
    isWanted = true;
    if (!isResting) start();
  };
}
