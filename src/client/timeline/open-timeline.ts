import type { ClientParts } from "../client-parts.ts";
import { Timeline, type TimelineOptions } from "./timeline.ts";

/** Makes a timeline that follows the client's events until it is closed. */
export function openTimeline(
  { emitter, lifecycle, sync, outbox, requests, clock }: ClientParts,
  conversationId: string,
  options: TimelineOptions,
): Timeline {
  const source = {
    conversationId,
    clock,
    history: (range: object) => requests.ask("history", { conversationId, ...range }),
    cursor: () => sync.cursorOf(conversationId),
    userId: () => lifecycle.welcome?.user.id,
  };
  const timeline = new Timeline(source, options);
  const stops = [
    emitter.on("event", (told) => told.conversationId === conversationId && timeline.receive(told.event)),
    emitter.on("gap", (gap) => gap.logId === conversationId && timeline.skip(gap)),
    emitter.on("trimmed", (told) => told.conversationId === conversationId && timeline.trim(told.floor)),
    emitter.on("sent", (sent) => timeline.sent(sent)),
    emitter.on("outbox", (entries) => timeline.updateOutbox(entries)),
  ];
  for (const stop of stops) timeline.onClose(stop);
  timeline.updateOutbox(outbox.entries);
  return timeline;
}
