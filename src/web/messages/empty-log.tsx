import type { Conversation } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { nameOf } from "../conversations/conversation-name.ts";
import { words } from "../i18n/words.ts";
import { Fish } from "../icons.tsx";
import { RoomMark } from "../room-mark.tsx";

/** The beginning of a log; with a word of encouragement while there is no message. */
export function EmptyLog({ conversation, isEmpty }: { conversation: Conversation; isEmpty: boolean }) {
  const say = words.value.messages;
  const isDirect = conversation.kind === "direct";
  if (!isEmpty) {
    const beginning = isDirect ? say.emptyDirect(conversation.peer.nickname) : (conversation.description ?? say.beginning);
    return (
      <p class="log-beginning" dir="auto">
        {beginning}
      </p>
    );
  }
  return (
    <div class="log-empty">
      <LogMark conversation={conversation} />
      <p class="log-empty-name" dir="auto">
        {nameOf(conversation)}
      </p>
      {conversation.kind === "room" && conversation.description !== undefined && (
        <p dir="auto" translate={false}>
          {conversation.description}
        </p>
      )}
      <p>{isDirect ? say.emptyDirect(conversation.peer.nickname) : say.emptyRoom}</p>
      <p class="hint">{isDirect ? say.emptyDirectHint : say.emptyRoomHint}</p>
    </div>
  );
}

function LogMark({ conversation }: { conversation: Conversation }) {
  if (conversation.kind === "direct") return <Avatar person={conversation.peer} />;
  return (
    <RoomMark room={conversation}>
      <Fish />
    </RoomMark>
  );
}
