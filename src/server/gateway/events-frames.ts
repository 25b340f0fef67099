import type { Events } from "../../protocol/frames/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { Commit } from "../storage/storage.ts";

/** Consecutive commits of one log as frames that keep the limits. */
export function eventsFrames(logId: string, commits: readonly Pick<Commit, "after" | "messageCount" | "events">[]): Events[] {
  const frames: Events[] = [];
  let frame: Events | undefined;
  let bytes = 0;
  for (const commit of commits) {
    let messageCount = commit.messageCount - commit.events.filter(isMessage).length;
    for (const event of commit.events) {
      const eventBytes = event.type === "message" ? event.text.length : 0;
      const isFull =
        frame && (frame.events.length >= limits.eventsPerFrameMax || bytes + eventBytes > limits.eventsFrameBytesMax);
      if (frame === undefined || isFull) {
        frame = { type: "events", logId, after: event.seq - 1, messageCount, events: [] };
        frames.push(frame);
        bytes = 0;
      }
      if (isMessage(event)) messageCount += 1;
      frame.events.push(event);
      frame.messageCount = messageCount;
      bytes += eventBytes;
    }
  }
  return frames;
}

function isMessage(event: { readonly type: string }): boolean {
  return event.type === "message";
}
