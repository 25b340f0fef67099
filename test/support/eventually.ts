const PAUSE_MS = 15;

/**
 * Tries again until `check` does not throw, and returns its result. The time it takes is not asserted: the bound only
 * turns endless waiting into the failure of the last try.
 */
export async function eventually<Result>(check: () => Result | Promise<Result>, withinMs = 10_000): Promise<Result> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await pause(PAUSE_MS);
  }
}

/** Lets others go on. Never wait like this for something that can be asked for: that is what `eventually` does. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
