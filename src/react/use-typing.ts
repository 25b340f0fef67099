import { useMemo } from "react";
import type { Person } from "shoal/client";
import { useClient } from "./provider.ts";
import { useWatched } from "./use-watched.ts";

/** Who types in a conversation, and how the user's own typing is told. The functions stay the same from render to render. */
export interface Typing {
  /** At most 10 typing members, the user not among them. */
  readonly typists: readonly Person[];
  /** Call it at every key: it is sent as often as the protocol asks for. */
  readonly press: () => void;
  /** Call it when the typed text is deleted. Sending a message ends typing by itself. */
  readonly stop: () => void;
}

/**
 * Who types. A client watches one conversation at a time: `useTyping` and `usePresence` of one conversation share it, and of two conversations the
 * one whose component came last is watched.
 * @example
 * const { typists, press } = useTyping("lobby");
 * return <input onInput={press} aria-description={typists.map(({ nickname }) => nickname).join(", ")} />;
 */
export function useTyping(conversationId: string): Typing {
  const client = useClient();
  const { typists } = useWatched(client, conversationId);
  const actions = useMemo(
    () => ({ press: () => client?.typing(conversationId), stop: () => client?.stopTyping(conversationId) }),
    [client, conversationId],
  );
  return useMemo(() => ({ typists, ...actions }), [typists, actions]);
}
