import type { LogEvent } from "../../protocol/events.ts";
import type { FanOut } from "./fan-out.ts";
import type { PresenceFeed } from "./presence-feed.ts";

/** Ends the typing of users who said it, or who may not say it any more [P23b, P23e]. */
export function endTyping(
  { presenceFeed, fanOut }: { readonly presenceFeed: PresenceFeed; readonly fanOut: FanOut },
  logId: string,
  event: LogEvent,
): void {
  if (event.type === "message") presenceFeed.typingStopped(logId, event.by.id);
  else if (event.type === "rules") presenceFeed.allTypingStopped(logId);
  else if (event.type === "mute" || event.type === "voice") presenceFeed.typingStopped(logId, event.user.id);
  else if (event.type === "server-mute" && event.mute !== undefined) {
    for (const { typingConversationId: id } of fanOut.subscribers(logId)) {
      if (id !== undefined) presenceFeed.typingStopped(id, logId);
    }
  }
}
