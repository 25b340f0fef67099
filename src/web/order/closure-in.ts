import type { Conversation } from "../../client/index.ts";
import type { Chat } from "../state/chat.ts";
import { type Closure, closureOf } from "./closure.ts";

/** Why the user cannot write in a conversation now. */
export function closureIn(
  { standingIn, serverStanding, serverNow }: Pick<Chat, "standingIn" | "serverStanding" | "serverNow">,
  conversation: Conversation,
): Closure | undefined {
  return closureOf(conversation, standingIn(conversation), serverStanding.value.mute, serverNow());
}
