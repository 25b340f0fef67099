const PAUSE_MS = 15;

/**
 * Tries again until `check` does not throw, and gives back what it gave. How long that takes is nobody's business: the
 * bound only turns waiting for ever into the failure of the last try.
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
