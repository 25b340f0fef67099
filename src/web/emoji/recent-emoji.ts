import { recall, remember } from "../state/local-storage.ts";

const KEY = "emoji.recent";
/** Two rows of the picker. */
const RECENT_MAX = 16;

/** The emoji that were picked in this browser, the last one first. */
export function recentEmoji(): readonly string[] {
  return (recall(KEY) ?? "")
    .split(" ")
    .filter((emoji) => emoji !== "")
    .slice(0, RECENT_MAX);
}

export function noteRecentEmoji(emoji: string): void {
  const others = recentEmoji().filter((other) => other !== emoji);
  remember(KEY, [emoji, ...others].slice(0, RECENT_MAX).join(" "));
}
