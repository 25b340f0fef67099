const POLL_INTERVAL_MS = 1;

/** Whether `condition` became true in that time. */
export async function until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(POLL_INTERVAL_MS);
  }
  return true;
}
