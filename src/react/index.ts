/** React hooks over the SDK, for React 18 and 19. */

export type { ShoalProviderProps } from "./provider.ts";
export { ShoalProvider } from "./provider.ts";
export type { TimelineState } from "./timeline-store.ts";
export { useConversations } from "./use-conversations.ts";
export type { ConversationPresence } from "./use-presence.ts";
export { usePresence } from "./use-presence.ts";
export type { Shoal } from "./use-shoal.ts";
export { useShoal } from "./use-shoal.ts";
export type { TimelineView, UseTimelineOptions } from "./use-timeline.ts";
export { useTimeline } from "./use-timeline.ts";
export type { Typing } from "./use-typing.ts";
export { useTyping } from "./use-typing.ts";
