/** What asking would have been like, for messages that the server had at these times. */
export interface Polling {
  /** When it asks and gets nothing. */
  readonly vain: readonly number[];
  /** When it asks and gets something. */
  readonly found: readonly number[];
  /** From when the server has a message to when it is asked for; without an end while it still waits. */
  readonly waits: readonly { readonly startMs: number; readonly endMs?: number }[];
}

/** Between two times, asking every `intervalMs` from 0 on. */
export function pollingOf(messagesAtMs: readonly number[], intervalMs: number, fromMs: number, untilMs: number): Polling {
  const waits = messagesAtMs.map((startMs) => {
    const endMs = Math.ceil(startMs / intervalMs) * intervalMs;
    return endMs <= untilMs ? { startMs, endMs } : { startMs };
  });
  const found = new Set(waits.flatMap(({ endMs }) => endMs ?? []));
  const asked: number[] = [];
  for (let at = Math.ceil(fromMs / intervalMs) * intervalMs; at <= untilMs; at += intervalMs) asked.push(at);
  return {
    vain: asked.filter((at) => !found.has(at)),
    found: asked.filter((at) => found.has(at)),
    waits,
  };
}

/** How often it asks in all that time, and how often for nothing. */
export function pollCount(elapsedMs: number, intervalMs: number, messageCount: number): { requests: number; vain: number } {
  const requests = Math.floor(elapsedMs / intervalMs);
  return { requests, vain: Math.max(0, requests - messageCount) };
}
