import type { Conversation } from "../../client/index.ts";

/** `@` is a person, `#` a room. */
export function nameOf(conversation: Conversation | undefined): string {
  if (conversation === undefined) return "?";
  return conversation.kind === "direct" ? `@${conversation.peer.nickname}` : `#${conversation.name}`;
}
