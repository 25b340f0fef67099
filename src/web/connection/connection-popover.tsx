import { transportNames } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { errorText } from "../i18n/error-text.ts";
import { listOf, shortTime } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { Popover } from "../popover.tsx";
import { fallbackOf, isAway, isWaiting, noticeOf } from "../state/connection.ts";
import { isOnline } from "../state/environment.ts";
import { transportChoice } from "../state/preferences.ts";
import { Changing } from "../text/changing.tsx";
import { connectionWords } from "./i18n/words.ts";

/** Names of conversations that are listed at most. */
const NAMES_MAX = 3;

/** What carries the connection, since when, what waits, and what went wrong last. */
export function ConnectionPopover({ anchor, onClose }: { anchor: Element; onClose: () => void }) {
  const chat = useChat();
  const view = chat.connection.value;
  const notice = noticeOf(view, isOnline.value);
  const say = connectionWords.value;
  const isLive = notice.kind === "none";
  const carrier = transportNames.find((name) => name === chat.transport.value);
  const isFallback = isLive && fallbackOf(chat.transport.value, transportChoice.value) !== undefined;
  const waiting = chat.waiting.value;
  const facts = [
    notice.kind === "closed" ? errorText(notice.error) : say.explained[notice.kind],
    isLive && carrier !== undefined && say.transports[carrier],
    isFallback && say.why,
    view.since !== undefined && (isLive ? say.since : say.lostSince)(shortTime(view.since)),
    waiting.length === 0 ? say.nothingWaits : say.waiting(waiting.length, waitingIn()),
    isAway(notice) && !chat.isOutboxKept && say.notKept,
    view.lastLoss !== undefined && say.lastError(shortTime(view.lastLoss.at), errorText(view.lastLoss.error)),
  ].filter((fact) => fact !== false);
  return (
    <Popover anchor={anchor} label={words.value.connection.title} onClose={onClose}>
      <div class="connection-facts">
        <h2>
          <Changing text={words.value.connection[isWaiting(notice) ? "reconnecting" : notice.kind]} />
        </h2>
        {facts.map((fact) => (
          <p key={fact}>{fact}</p>
        ))}
        {notice.kind !== "closed" && (
          <button type="button" class="button" onClick={() => chat.client.probe()}>
            {say.tryNow}
          </button>
        )}
      </div>
    </Popover>
  );

  function waitingIn(): string {
    const ids = [...new Set(waiting.map(({ conversationId }) => conversationId))];
    const names = ids.flatMap((id) => {
      const conversation = chat.conversations.value.get(id);
      return conversation === undefined ? [] : [isolated(nameOf(conversation))];
    });
    return listOf([...names.slice(0, NAMES_MAX), ...(names.length > NAMES_MAX ? ["…"] : [])]);
  }
}
