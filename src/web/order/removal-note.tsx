import type { MessageRemoval } from "../../client/index.ts";
import { sayModerator, withReason } from "./say.ts";
import { orderWords } from "./words.ts";

/** In the place of a message that a moderator removed. */
export function RemovalNote({ by, reason }: MessageRemoval) {
  return <>{withReason(orderWords.value.deletedBy(sayModerator(by)), reason)}</>;
}
