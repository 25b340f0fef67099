import type { Conversation } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { nameOf } from "../conversations/conversation-name.ts";
import { words } from "../i18n/words.ts";
import { Fish } from "../icons.tsx";

/** The beginning of a log; with a word of encouragement while there is no message. */
export function EmptyLog({ conversation, isEmpty }: { conversation: Conversation; isEmpty: boolean }) {
  const say = words.value.messages;
  const isDirect = conversation.kind === "direct";
  if (!isEmpty) return <p class="log-beginning">{isDirect ? say.emptyDirect(conversation.peer.nickname) : say.beginning}</p>;
  return (
    <div class="log-empty">
      {isDirect ? <Avatar person={conversation.peer} /> : <Fish />}
      <p class="log-empty-name" dir="auto">
        {nameOf(conversation)}
      </p>
      <p>{isDirect ? say.emptyDirect(conversation.peer.nickname) : say.emptyRoom}</p>
      <p class="hint">{isDirect ? say.emptyDirectHint : say.emptyRoomHint}</p>
    </div>
  );
}
