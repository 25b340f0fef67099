import { useEffect, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";

/** Counts down to the next attempt. */
export function useRetrySeconds(isWaiting: boolean): number {
  const { client } = useChat();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return Math.max(1, Math.ceil((client.retryInMs ?? 0) / 1_000));
}
