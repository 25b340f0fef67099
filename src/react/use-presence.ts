import { useMemo } from "react";
import type { Person } from "shoal/client";
import { useClient } from "./provider.ts";
import { useWatched } from "./use-watched.ts";

/** Who is online in a conversation. */
export interface ConversationPresence {
  /** At most 200 of the online members. */
  readonly online: readonly Person[];
  /** How many members are online. */
  readonly onlineCount: number;
}

/**
 * Who is online among the members of a conversation; see `useTyping` for two conversations at once.
 * @example const { onlineCount } = usePresence("lobby");
 */
export function usePresence(conversationId: string): ConversationPresence {
  const { online, onlineCount } = useWatched(useClient(), conversationId);
  return useMemo(() => ({ online, onlineCount }), [online, onlineCount]);
}
