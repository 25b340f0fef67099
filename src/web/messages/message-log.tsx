import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Conversation, ConversationEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { startOfDay } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { ROWS_MAX } from "../state/conversation-log.ts";
import { firstSeq } from "../state/event-window.ts";
import { EmptyLog } from "./empty-log.tsx";
import { LogRow } from "./log-row.tsx";
import { NewestPill } from "./newest-pill.tsx";
import { PendingRow } from "./pending-row.tsx";
import { continues, rowsOf } from "./rows.ts";
import { ScrollAnchor } from "./scroll-anchor.ts";

/** The next page is asked for before its place comes into view. */
const LOAD_AHEAD_PX = 900;

/** The talk itself. Mounted anew for each conversation. */
export function MessageLog({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const log = chat.logOf(conversation.id);
  const view = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const anchor = useMemo(() => new ScrollAnchor(), []);
  const isPlaced = useRef(false);
  const say = words.value.messages;

  const { events } = log.window.value;
  const isLoaded = log.isLoaded.value;
  const [hasOlder, hasNewer] = [log.hasOlder.value, log.hasNewer.value];
  const unreadAfter = log.unreadAfter.value;
  // The line may stand further up than what is loaded.
  const isLineLoaded = unreadAfter !== undefined && (!hasOlder || (firstSeq(log.window.value) ?? 0) <= unreadAfter + 1);
  const rows = useMemo(
    () => rowsOf(events, isLineLoaded ? unreadAfter : undefined, startOfDay),
    [events, isLineLoaded, unreadAfter],
  );
  const isOwn = (event: ConversationEvent) => event.by.id === chat.me.id;
  const logged = new Set(events.map((event) => (event.type === "message" && isOwn(event) ? event.clientMessageId : undefined)));
  const isHere = (message: { conversationId: string; clientMessageId: string }) =>
    message.conversationId === conversation.id && !logged.has(message.clientMessageId);
  const pending = hasNewer ? [] : chat.pending.value.filter(isHere);
  const lastOwn = rows.findLast((row) => row.kind === "message" && isOwn(row.event))?.key;

  anchor.noteIfMoved(hasNewer);

  useLayoutEffect(() => {
    const [shownView, shownList] = [view.current, list.current];
    if (shownView === null || shownList === null) return;
    anchor.attach(shownView, shownList);
    // Pictures that come late, a keyboard that opens: whatever changes a height.
    const observer = new ResizeObserver(() => anchor.restore());
    observer.observe(shownView);
    observer.observe(shownList);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (log.isFollowing.value && !hasNewer) anchor.isAtEnd = true;
    anchor.restore();
    if (isLoaded && !isPlaced.current) {
      isPlaced.current = true;
      showUnreadLine();
    }
    look();
  });

  /** Somebody who was away begins reading where they stopped, if that is further up than the view is high. */
  function showUnreadLine(): void {
    const line = list.current?.querySelector(".unread-line");
    if (!(line instanceof HTMLElement) || view.current === null) return;
    if (line.getBoundingClientRect().top >= view.current.getBoundingClientRect().top) return;
    view.current.scrollTop = line.offsetTop - view.current.clientHeight / 4;
    anchor.note(hasNewer);
  }

  /** After the reader moved or the list changed: are they at the end, and is more needed? */
  function look(): void {
    const shown = view.current;
    if (shown === null || !isLoaded) return;
    log.isFollowing.value = anchor.isAtEnd;
    if (log.loading.value !== "nothing" || log.hasFailed.value) return;
    const isScrollable = shown.scrollHeight > shown.clientHeight;
    const below = shown.scrollHeight - shown.clientHeight - shown.scrollTop;
    if (hasNewer && below < LOAD_AHEAD_PX) void log.loadNewer();
    else if (hasOlder && shown.scrollTop < LOAD_AHEAD_PX && (isScrollable || rows.length < ROWS_MAX / 2)) void log.loadOlder();
  }

  function jumpToEnd(): void {
    log.isFollowing.value = true;
    if (hasNewer) void log.loadNewest();
    else anchor.followEnd();
  }

  return (
    <div class="log-frame">
      <div
        ref={view}
        class="log"
        role="log"
        aria-label={say.title}
        aria-live="off"
        aria-busy={!isLoaded}
        tabIndex={0}
        onScroll={() => {
          anchor.note(hasNewer);
          look();
        }}
      >
        <div class="log-top">
          {hasOlder && isLoaded && (
            <button
              type="button"
              class="quiet-button"
              aria-busy={log.loading.value === "older"}
              onClick={() => void log.loadOlder()}
            >
              {say.loadEarlier}
            </button>
          )}
          {isLoaded && !hasOlder && (
            <EmptyLog conversation={conversation} isEmpty={!events.some((event) => event.type === "message")} />
          )}
          {!isLoaded && !log.hasFailed.value && <p class="log-loading">{words.value.common.loading}</p>}
        </div>
        <ol ref={list} class="rows">
          {rows.map((row) => (
            <LogRow key={row.key} row={row} isLastOwn={row.key === lastOwn && pending.length === 0} />
          ))}
          {pending.map((message, index) => (
            <PendingRow
              key={message.clientMessageId}
              message={message}
              isHeading={index === 0 && !continues(rows.at(-1), { by: chat.me, at: message.createdAt })}
            />
          ))}
        </ol>
        {log.hasFailed.value && (
          <p class="log-failed">
            {say.failed}
            <button
              type="button"
              class="button"
              onClick={() => {
                log.hasFailed.value = false;
              }}
            >
              {words.value.common.tryAgain}
            </button>
          </p>
        )}
      </div>
      <NewestPill conversation={conversation} log={log} onJump={jumpToEnd} />
    </div>
  );
}
