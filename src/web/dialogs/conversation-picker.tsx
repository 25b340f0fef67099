import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { ConversationMark, UnreadBadges } from "../conversations/conversation-link.tsx";
import { nameOf } from "../conversations/conversation-name.ts";
import { compareNames } from "../i18n/format.ts";
import { Icon } from "../icons.tsx";
import { isOfInputMethod } from "../input-method.ts";
import { dialogWords } from "./words.ts";

interface ConversationPickerProps {
  /** Not offered. */
  exceptId?: string;
  onPick: (conversation: Conversation) => void;
}

/** Finds one of the user's conversations by a part of its name: those with something unread first, then by name. */
export function ConversationPicker({ exceptId, onPick }: ConversationPickerProps) {
  const chat = useChat();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const optionId = (index: number) => `${listId}-${index}`;
  const say = dialogWords.value.switcher;

  const wanted = folded(query.trim());
  const isUnread = (each: Conversation): number =>
    Number(chat.unreadMentionsOf(each) > 0) * 2 + Number(chat.countedUnreadOf(each) > 0);
  const offered = [...chat.conversations.value.values()]
    .filter((each) => each.id !== exceptId && folded(nameOf(each)).includes(wanted))
    .sort((one, other) => isUnread(other) - isUnread(one) || compareNames(nameOf(one), nameOf(other)));

  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  function press(event: KeyboardEvent): void {
    if (isOfInputMethod(event)) return;
    const conversation = offered[chosen];
    if (event.key === "ArrowDown") setChosen((chosen + 1) % Math.max(1, offered.length));
    else if (event.key === "ArrowUp") setChosen((chosen + offered.length - 1) % Math.max(1, offered.length));
    else if (event.key === "Enter" && conversation !== undefined) onPick(conversation);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div class="search">
        <Icon name="search" />
        <input
          class="input"
          type="text"
          role="combobox"
          dir="auto"
          autocomplete="off"
          aria-label={say.find}
          aria-expanded={offered.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={offered.length > 0 ? optionId(chosen) : undefined}
          placeholder={say.find}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div ref={list} id={listId} class="pick-list" role="listbox" aria-label={say.title}>
        {offered.map((conversation, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
          // biome-ignore lint/a11y/useFocusableInteractive: the same
          <div
            key={conversation.id}
            id={optionId(index)}
            class="pick pick-option"
            role="option"
            aria-selected={index === chosen}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(conversation)}
          >
            <ConversationMark conversation={conversation} />
            <bdi translate={false} class="pick-name clip">
              {nameOf(conversation)}
            </bdi>
            <UnreadBadges
              conversation={conversation}
              unread={chat.unreadOf(conversation)}
              mentionCount={chat.unreadMentionsOf(conversation)}
            />
          </div>
        ))}
      </div>
      {offered.length === 0 && <p class="empty-hint">{wanted === "" ? say.none : say.noneFound}</p>}
    </>
  );
}

function folded(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase();
}
