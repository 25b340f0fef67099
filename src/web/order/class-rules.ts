import type { RoomRules } from "../../client/index.ts";

/** What makes a room a class: hands, and no whispering among students. */
export const classRules = {
  on: { hasHands: true, privateMessages: "moderators" },
  off: { hasHands: false, privateMessages: "all" },
} as const satisfies Record<string, RoomRules>;

export function isClass({ hasHands = false, privateMessages = "all" }: RoomRules = {}): boolean {
  return hasHands && privateMessages !== "all";
}
