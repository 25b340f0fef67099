import type { Events } from "../../protocol/frames/events.ts";
import { limits } from "../../protocol/limits.ts";
import { eventBytes } from "../storage/event-bytes.ts";
import type { LogAppend } from "../storage/storage.ts";

/**
 * The events added to one log, as frames that keep the limits. A frame with a hole cannot be made: where an event does not follow the one
 * before, another frame begins, and a client that is not at that place continues from the log.
 */
export function eventsFrames(logId: string, appends: readonly Pick<LogAppend, "messageCount" | "events">[]): Events[] {
  const frames: Events[] = [];
  let frame: Events | undefined;
  let bytes = 0;
  for (const append of appends) {
    let messageCount = append.messageCount - append.events.filter(isMessage).length;
    for (const event of append.events) {
      const byteLength = eventBytes(event);
      const after = event.seq - 1;
      const fits =
        frame !== undefined &&
        after === frame.after + frame.events.length &&
        frame.events.length < limits.eventsPerFrameMax &&
        bytes + byteLength <= limits.eventsFrameBytesMax;
      if (frame === undefined || !fits) {
        frame = { type: "events", logId, after, messageCount, events: [] };
        frames.push(frame);
        bytes = 0;
      }
      if (isMessage(event)) messageCount += 1;
      frame.events.push(event);
      frame.messageCount = messageCount;
      bytes += byteLength;
    }
  }
  return frames;
}

function isMessage(event: { readonly type: string }): boolean {
  return event.type === "message";
}
