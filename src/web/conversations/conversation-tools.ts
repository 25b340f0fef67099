import { lazy } from "../lazy.tsx";
import { whenIdle } from "../when-idle.ts";

/** What the list of conversations has besides its rows: nothing waits for it. */
export const Archive = lazy(async () => (await import("./archive.tsx")).Archive);
export const ConversationMenu = lazy(async () => (await import("./conversation-menu.tsx")).ConversationMenu);
export const Invitations = lazy(async () => (await import("./invitations.tsx")).Invitations);
export const UnreadHints = lazy(async () => (await import("./unread-hints.tsx")).UnreadHints);

export function preloadConversationTools(): () => void {
  return whenIdle(() => ConversationMenu.preload());
}
