import { useComputed } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { Avatar } from "../avatar.tsx";
import { styleOfTone, toneOf } from "../avatar-look.ts";
import { useChat } from "../chat-context.ts";
import { dateAndTime, timeOfDay } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { RemovalNote } from "../order/order-parts.ts";
import { BotMark } from "../people/bot-mark.tsx";
import { nicknameOf } from "../people/nickname-of.ts";
import { PersonLink } from "../people/person-link.tsx";
import { isTouch } from "../state/environment.ts";
import { type Found, openDialog } from "../state/navigation.ts";
import { RichText } from "../text/rich-text.tsx";
import { activeKey, menuKey, pressedKey } from "./active-message.ts";
import { Delivery } from "./delivery.tsx";
import { Files } from "./files.tsx";
import { mentionLabels } from "./mention-labels.ts";
import { MessageActions } from "./message-actions.tsx";
import { EditForm } from "./message-tools.ts";
import { NotSent } from "./not-sent.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import type { MessageRow as MessageRowData, ShownMessage } from "./rows.ts";

interface MessageRowProps {
  conversationId: string;
  row: MessageRowData;
  isLastOwn: boolean;
  /** The row that Tab leads to; the arrow keys go on from there. */
  isTabStop: boolean;
}

/**
 * A message, from the moment at which it was written: the same element before and after it is stored. Author and time stand above the first
 * message of a group; the others show their time beside them when pointed at.
 */
export function MessageRow({ conversationId, row, isLastOwn, isTabStop }: MessageRowProps) {
  const chat = useChat();
  const { composing } = chat;
  const log = chat.logOf(conversationId);
  const { key, message, isHeading } = row;
  const { outgoing } = message;
  const stored = outgoing === undefined && message.isDeleted !== true ? message : undefined;
  const isActive = useComputed(() => activeKey.value === key || menuKey.value === key).value;
  const isEditing = useComputed(() => {
    const editing = composing.editing.value;
    return editing?.seq === stored?.seq && editing?.conversationId === conversationId;
  }).value;
  const isMarked = useComputed(() => stored !== undefined && log.markedSeq.value === stored.seq).value;
  const found = useComputed(() => (log.found.value?.seq === stored?.seq ? log.found.value : undefined)).value;
  const [isUnfolded, setUnfolded] = useState(false);
  const isFolded = useComputed(() => chat.isFolded(conversationId, message.by.id)).value && !isUnfolded;
  const state = outgoing?.state ?? (isLastOwn ? "sent" : undefined);
  if (isFolded) {
    return (
      <li class="message folded" data-seq={message.seq} tabIndex={isTabStop ? 0 : -1} onKeyDown={moveByKey}>
        <div class="message-main">
          <span class="folded-note">{words.value.messages.fromBlocked}</span> ·{" "}
          <button
            type="button"
            class="quiet-button"
            onClick={(event) => {
              event.currentTarget.closest("li")?.focus({ preventScroll: true });
              setUnfolded(true);
            }}
          >
            {words.value.messages.showBlocked}
          </button>
        </div>
      </li>
    );
  }
  return (
    <li
      class={`message${isHeading ? " heading" : ""}${message.by.id === chat.me.id ? " own" : ""}`}
      data-state={state}
      data-seq={message.seq}
      data-marked={isMarked}
      tabIndex={isTabStop ? 0 : -1}
      onPointerEnter={(event) => {
        if (event.pointerType === "mouse") activeKey.value = key;
      }}
      onPointerLeave={() => {
        if (activeKey.peek() === key) activeKey.value = undefined;
      }}
      onFocusCapture={() => {
        activeKey.value = key;
      }}
      onContextMenu={(event) => {
        if (!isTouch.value || stored === undefined || event.target instanceof HTMLAnchorElement) return;
        event.preventDefault();
        activeKey.value = key;
        pressedKey.value = key;
      }}
      onKeyDown={moveByKey}
    >
      <div class="message-side">
        {isHeading ? (
          <PersonLink person={message.by} isPicture>
            <Avatar person={message.by} />
          </PersonLink>
        ) : (
          <MessageTime {...message} />
        )}
      </div>
      <div class="message-main">
        {isHeading ? (
          <p class="message-head">
            <PersonLink person={message.by} isTabStop={isTabStop || isActive}>
              <bdi translate={false} class="author toned" style={styleOfTone(toneOf(message.by))}>
                {nicknameOf(message.by)}
              </bdi>
            </PersonLink>{" "}
            <BotMark person={message.by} />
            <MessageTime {...message} />
          </p>
        ) : (
          <span class="hidden-text">
            <bdi translate={false} class="author">
              {nicknameOf(message.by)}
            </bdi>
            :{" "}
          </span>
        )}
        {message.reply !== undefined && <Quote conversationId={conversationId} quote={message.reply} />}
        {isEditing && stored !== undefined ? (
          <EditForm conversationId={conversationId} message={stored} />
        ) : (
          <MessageText {...{ message, found }} />
        )}
        {message.files !== undefined && <Files files={message.files} />}
        {stored?.reactions !== undefined && <Reactions conversationId={conversationId} message={stored} />}
        {outgoing?.state === "failed" && <NotSent message={outgoing} />}
      </div>
      {state !== undefined && <Delivery {...{ state, conversationId }} seq={stored?.seq} />}
      {isActive && !isEditing && stored !== undefined && <MessageActions {...{ conversationId, message: stored }} rowKey={key} />}
    </li>
  );
}

/** From a message to its neighbour. */
function moveByKey(event: KeyboardEvent & { readonly currentTarget: Element }): void {
  if (event.target === event.currentTarget && moveFocus(event.currentTarget, event.key)) event.preventDefault();
}

function moveFocus(row: Element, key: string): boolean {
  const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" } as const;
  if (key !== "ArrowUp" && key !== "ArrowDown") return false;
  for (let next = row[step[key]]; next !== null; next = next[step[key]]) {
    if (!(next instanceof HTMLElement) || !next.classList.contains("message")) continue;
    next.focus();
    return true;
  }
  return false;
}

interface MessageTextProps {
  message: ShownMessage;
  found: Found | undefined;
}

function MessageText({ message, found }: MessageTextProps) {
  const { me } = useChat();
  const mentions = useMemo(() => mentionLabels(message), [message.mentions]);
  const say = words.value.messages;
  function openCard(userId: string): void {
    const person = message.mentions?.find(({ user }) => user?.id === userId)?.user;
    if (person !== undefined) openDialog({ kind: "person", person });
  }
  if (message.isDeleted === true) {
    const { removal } = message;
    return <p class="message-text gone">{removal === undefined ? say.deleted : <RemovalNote {...removal} />}</p>;
  }
  return (
    <>
      {message.text !== "" && (
        <div class="message-text" dir="auto">
          <RichText
            text={message.text}
            mentions={mentions}
            hits={found?.text === message.text ? found.hits : undefined}
            ownUserId={me.id}
            onPerson={openCard}
          />
        </div>
      )}
      {message.editedAt !== undefined && (
        <p class="edited" title={dateAndTime(message.editedAt)}>
          {say.edited}
        </p>
      )}
    </>
  );
}

/** Until it is stored, the time is this device's. */
function MessageTime({ at, outgoing }: ShownMessage) {
  if (outgoing !== undefined) return <time translate={false}>{timeOfDay(at)}</time>;
  return (
    <time translate={false} dateTime={new Date(at).toISOString()} title={dateAndTime(at)}>
      {timeOfDay(at)}
    </time>
  );
}
