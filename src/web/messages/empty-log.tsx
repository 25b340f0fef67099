import type { Conversation } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { words } from "../i18n/words.ts";
import { Fish } from "../icons.tsx";
import { KeptLine } from "../order/order-parts.ts";
import { RoomMark } from "../room-mark.tsx";

interface EmptyLogProps {
  conversation: Conversation;
  isEmpty: boolean;
  /** Nothing up to there is kept. */
  floor: number;
}

/** The beginning of a log; with a word of encouragement while there is no message. */
export function EmptyLog({ conversation, isEmpty, floor }: EmptyLogProps) {
  const say = words.value.messages;
  const isDirect = conversation.kind === "direct";
  const isTrimmed = floor > 0;
  const { days, messages } = useChat().client.moderation.retentionOf(conversation);
  const keptLine = (isTrimmed || days > 0 || messages > 0) && <KeptLine conversation={conversation} isTrimmed={isTrimmed} />;
  if (!isEmpty) {
    if (isTrimmed) return <>{keptLine}</>;
    const beginning = isDirect ? say.emptyDirect(conversation.peer.nickname) : (conversation.description ?? say.beginning);
    return (
      <>
        <p class="log-beginning" dir="auto">
          {beginning}
        </p>
        {keptLine}
      </>
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
      {isTrimmed || (
        <>
          <p>{isDirect ? say.emptyDirect(conversation.peer.nickname) : say.emptyRoom}</p>
          <p class="hint">{isDirect ? say.emptyDirectHint : say.emptyRoomHint}</p>
        </>
      )}
      {keptLine}
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
