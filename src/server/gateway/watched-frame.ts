import type { DownFrameOf } from "../../protocol/frames/down.ts";
import { limits } from "../../protocol/limits.ts";
import type { Presence } from "../presence/presence.ts";

/** The answer to `watch`. */
export function watchedFrame(presence: Presence, requestId: number, conversationId: string): DownFrameOf<"watched"> {
  const online = presence.onlineIn(conversationId);
  return {
    ...{ type: "watched", requestId, conversationId },
    online: [...online.values().take(limits.membersPerPageMax)],
    onlineCount: online.size,
  };
}
