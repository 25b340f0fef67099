import { useMemo } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { nicknameOf } from "../people/nickname-of.ts";
import { draftsOf } from "../state/drafts.ts";
import { plainTextOf } from "../text/plain-text.ts";

/** One line of a conversation: the draft that waits there, or what was said last and by whom. */
export function Preview({ conversation, isShown }: { conversation: Conversation; isShown: boolean }) {
  const chat = useChat();
  const { me } = chat;
  const { lastMessage, kind } = conversation;
  const say = words.value;
  const text = useMemo(() => lastMessage?.text && plainTextOf(lastMessage.text), [lastMessage?.text]);
  const draft = isShown ? "" : draftsOf(me.id).read(conversation.id).trim();
  if (draft !== "") {
    return (
      <span class="nav-preview clip" aria-hidden="true" translate={false} dir="auto">
        <span class="nav-draft">{say.conversations.draft}</span> {draft}
      </span>
    );
  }
  if (lastMessage === undefined) return <span class="nav-preview" />;
  if (lastMessage.by !== undefined && chat.isFolded(conversation.id, lastMessage.by.id)) {
    return (
      <span class="nav-preview clip" aria-hidden="true">
        {say.messages.fromBlocked}
      </span>
    );
  }
  // Of two people the other one needs no name.
  const others = kind === "room" ? lastMessage.by && nicknameOf(lastMessage.by) : undefined;
  const author = lastMessage.by?.id === me.id ? say.conversations.own : others;
  return (
    <span class="nav-preview clip" aria-hidden="true" translate={false} dir="auto">
      {author !== undefined && `${author}: `}
      {text ?? say.messages.deleted}
    </span>
  );
}
