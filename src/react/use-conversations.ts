import { useMemo } from "react";
import type { Conversation } from "shoal/client";
import { useClient } from "./provider.ts";
import { useClientValue } from "./use-client-value.ts";

const events = ["conversations", "welcome"] as const;
const noConversations: ReadonlyMap<string, Conversation> = new Map();

/**
 * The user's conversations, kept up to date: the same array until one of them changes. `messageCount - readMessageCount` is the number of unread
 * messages.
 * @example
 * useConversations().map(({ id, messageCount, readMessageCount }) => <li key={id}>{messageCount - readMessageCount} unread</li>);
 */
export function useConversations(): readonly Conversation[] {
  const conversations = useClientValue(useClient(), events, (client) => client.conversations, noConversations);
  return useMemo(() => [...conversations.values()], [conversations]);
}
