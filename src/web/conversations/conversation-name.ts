import { type Conversation, LOBBY_ID } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { nicknameOf } from "../people/nickname-of.ts";

/** The displayed name of a conversation: the lobby in the reader's language, a private one by the other person. */
export function nameOf(conversation: Conversation): string {
  if (conversation.id === LOBBY_ID) return words.value.conversations.lobby;
  return conversation.kind === "room" ? conversation.name : nicknameOf(conversation.peer);
}
