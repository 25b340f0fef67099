import { type Conversation, LOBBY_ID } from "../../client/index.ts";
import { compareNames } from "../i18n/format.ts";
import { nameOf } from "./conversation-name.ts";

/** As the list has them: the lobby, the other rooms and the people, each by name. */
export function inOrder(conversations: readonly Conversation[]): {
  readonly rooms: readonly Conversation[];
  readonly directs: readonly Conversation[];
} {
  const byName = conversations.toSorted((one, other) => compareNames(nameOf(one), nameOf(other)));
  const lobby = byName.filter((conversation) => conversation.id === LOBBY_ID);
  const rooms = byName.filter((conversation) => conversation.kind === "room" && conversation.id !== LOBBY_ID);
  return { rooms: [...lobby, ...rooms], directs: byName.filter((conversation) => conversation.kind === "direct") };
}
