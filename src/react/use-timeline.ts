import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { type SendOptions, type Sent, ShoalError } from "shoal/client";
import { useClient } from "./provider.ts";
import { emptyTimeline, type TimelineState, TimelineStore } from "./timeline-store.ts";

/** A conversation's timeline, and what its reader can do with it. The functions stay the same from render to render. */
export interface TimelineView extends TimelineState {
  /** Loads a page before the held entries. */
  readonly loadOlder: () => Promise<void>;
  /** Loads a page after the held entries. */
  readonly loadNewer: () => Promise<void>;
  /** Loads the end of the log, unless it is held. */
  readonly loadNewest: () => Promise<void>;
  /** Sends a message to the conversation: `ShoalClient.send`. The promise may be ignored: `outgoing` tells the same. */
  readonly send: (text: string, options?: SendOptions) => Promise<Sent>;
  /** Marks everything up to `seq` as read. */
  readonly markRead: (seq: number) => void;
}

/** How the timeline is kept. */
export interface UseTimelineOptions {
  /** Rows that it holds at most, read when it is opened. Default 280. */
  readonly rowsMax?: number | undefined;
  /** Whether the reader is at the end, so that new entries push out old ones and not the other way round. Default: always. */
  readonly isAtEnd?: (() => boolean) | undefined;
}

/**
 * The timeline of a conversation that the user is a member of: history, live events and own messages on their way, merged. It loads the end of the
 * log by itself, and renders again only when something changed, at most ten times a second for live events.
 * @example
 * const { entries, outgoing, send } = useTimeline("lobby");
 * const messages = entries.filter((entry) => entry.type === "message");
 */
export function useTimeline(conversationId: string, options: UseTimelineOptions = {}): TimelineView {
  const client = useClient();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const store = useMemo(() => {
    if (client === undefined) return undefined;
    const { rowsMax } = latest.current;
    return new TimelineStore(client, conversationId, { rowsMax, isAtEnd: () => latest.current.isAtEnd?.() ?? true });
  }, [client, conversationId]);
  const state = useSyncExternalStore(store?.subscribe ?? subscribeToNothing, store?.read ?? readNothing, readNothing);
  const actions = useMemo(
    () => ({
      loadOlder: async () => store?.timeline?.loadOlder(true),
      loadNewer: async () => store?.timeline?.loadNewer(true),
      loadNewest: async () => store?.timeline?.loadNewest(),
      async send(text: string, sendOptions?: SendOptions) {
        if (client === undefined)
          throw new ShoalError("unavailable", { message: "There is no client yet: wait for useShoal().client." });
        return client.send(conversationId, text, sendOptions);
      },
      markRead: (seq: number) => client?.markRead(conversationId, seq),
    }),
    [client, conversationId, store],
  );
  return useMemo(() => ({ ...state, ...actions }), [state, actions]);
}

const readNothing = (): TimelineState => emptyTimeline;

function subscribeToNothing(): () => void {
  return () => {};
}
