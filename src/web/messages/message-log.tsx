import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Conversation, OutgoingMessage } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { startOfDay, timeZone } from "../state/calendar.ts";
import { ROWS_MAX } from "../state/conversation-log.ts";
import { isAttentive } from "../state/environment.ts";
import { EmptyLog } from "./empty-log.tsx";
import { LogRow } from "./log-row.tsx";
import { NewestPill } from "./newest-pill.tsx";
import { type Row, rowsOf } from "./rows.ts";
import { ScrollAnchor } from "./scroll-anchor.ts";
import { setShownLog, turnPage } from "./shown-log.ts";
import { useShownRows } from "./shown-rows.ts";
import { useRowCopy } from "./use-row-copy.ts";

/** The next page is asked for before its place comes into view. */
const LOAD_AHEAD_PX = 900;
/** This close to the edge of the loaded rows, more are loaded. */
const EDGE_PX = 4;

const noMessages: readonly OutgoingMessage[] = [];

/** The talk itself. Mounted anew for each conversation. */
export function MessageLog({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const log = chat.logOf(conversation.id);
  const view = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const anchor = useMemo(() => new ScrollAnchor(), []);
  const isPlaced = useRef(false);
  const isGoingToBeginning = useRef(false);
  /** The reader came to an edge since a page was asked for. */
  const isWaiting = useRef(false);
  const say = words.value.messages;
  // A message that arrived a moment ago is part of what the reader comes back to.
  useMemo(() => log.flush(), [log]);

  const { entries, places } = log.window.value;
  const isLoaded = log.isLoaded.value;
  const [hasOlder, hasNewer] = [log.hasOlder.value, log.hasNewer.value];
  const unreadAfter = log.unreadAfter.value;
  // The line may be outside the loaded rows.
  const isLineHeld = log.isUnreadHeld.value;
  const isJumping = log.isJumping.value;
  const goal = log.goal.value;
  const isGoalHeld = goal !== undefined && log.timeline.holdsBehind(goal - 1);
  const isPlaceable =
    isLoaded && (isPlaced.current || log.place !== undefined || isGoalHeld || (goal === undefined && isLineHeld && !isJumping));
  const isSeen = isAttentive.value;
  const outgoing = hasNewer ? noMessages : log.outgoing.value;
  const loaded = useMemo(() => {
    const options = { me: chat.me, unreadAfter: isLineHeld ? unreadAfter : undefined, dayOf: startOfDay };
    return rowsOf(isPlaceable ? entries : [], outgoing, options);
  }, [isPlaceable, entries, outgoing, isLineHeld, unreadAfter, timeZone.value]);
  // The first view may be at the line "new", which is then among the rows.
  const isFromEnd = log.isFollowing.value && (isPlaced.current || !loaded.some(({ kind }) => kind === "unread"));
  const side = isFromEnd ? "end" : "place";
  const isGoing = goal !== undefined || isGoingToBeginning.current;
  const { rows, waitingBelow, isWhole } = useShownRows(loaded, isGoing ? "all" : side);
  const hasMoreBelow = hasNewer || waitingBelow > 0;
  const last = loaded.findLast((row) => row.kind === "message")?.key;
  const lastOwn = loaded.findLast((row) => row.kind === "message" && row.message.by.id === chat.me.id)?.key;

  const savePlace = useRef(() => {});
  savePlace.current = () => {
    const first = log.isFollowing.value ? undefined : anchor.firstInView;
    const row = first && rows[first.index];
    const seq = row?.kind === "message" ? row.message.seq : undefined;
    log.place = first && seq !== undefined ? { seq, top: first.top } : undefined;
  };

  const keepElement = useRef((_element: Element, _top: number) => {});
  keepElement.current = (element, top) => {
    anchor.place(element, top - (view.current?.getBoundingClientRect().top ?? 0));
    anchor.note(hasMoreBelow);
    look();
  };

  const jump = useRef((_end: "beginning" | "newest") => {});
  jump.current = (end) => (end === "newest" ? jumpToEnd() : jumpToBeginning());

  useRowCopy(list);
  anchor.noteIfMoved(hasMoreBelow);
  if (isPlaced.current && !log.isFollowing.value) anchor.hold();

  useLayoutEffect(() => {
    const [shownView, shownList] = [view.current, list.current];
    if (shownView === null || shownList === null) return;
    anchor.attach(shownView, shownList);
    setShownLog({
      view: shownView,
      keep: (element, top) => keepElement.current(element, top),
      jump: (end) => jump.current(end),
    });
    // Late pictures, an opening keyboard: anything that changes a height.
    const observer = new ResizeObserver(() => anchor.restore());
    observer.observe(shownView);
    observer.observe(shownList);
    const leave = (): void => {
      savePlace.current();
      chat.keepPlaces();
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      observer.disconnect();
      setShownLog(undefined);
      savePlace.current();
    };
  }, []);

  useLayoutEffect(() => {
    if (log.isFollowing.value && !hasMoreBelow) anchor.isAtEnd = true;
    anchor.restore();
    if (!isPlaceable) {
      if (isLoaded && !isJumping && !log.hasFailed.value && goal === undefined) void log.loadUnread();
      return;
    }
    if (!isPlaced.current) {
      isPlaced.current = true;
      if (!showPlace() && goal === undefined) showUnreadLine();
      markSeen();
    }
    if (isGoalHeld && isLoaded && !isJumping) showGoal(goal);
    if (isGoingToBeginning.current && !hasOlder && isWhole) showBeginning();
    if (log.isHeld) followIfAllIsInView();
    look();
  });
  // A user who returns to the page reads the visible rows. Rows that move into view by themselves do not become read.
  useLayoutEffect(() => {
    if (isPlaced.current) markSeen();
  }, [isSeen]);

  /** Where the reader was before they went elsewhere. */
  function showPlace(): boolean {
    const { place } = log;
    log.place = undefined;
    if (place === undefined) return false;
    const index = rows.findIndex((row) => row.kind === "message" && row.message.seq === place.seq);
    const row = list.current?.children.item(index);
    if (!row) return false;
    anchor.place(row, place.top);
    return true;
  }

  /** The message that a link, a quote or a list leads to. It has the focus, so that the keyboard goes on from there. */
  function showGoal(seq: number): void {
    const shown = view.current;
    const index = rows.findIndex((row) => row.kind === "message" && row.message.seq === seq);
    const row = list.current?.children.item(index);
    if (shown === null) return;
    log.arrive(row ? seq : undefined);
    if (!(row instanceof HTMLElement)) return;
    anchor.place(row, Math.max(8, (shown.clientHeight - row.offsetHeight) / 3));
    anchor.note(hasMoreBelow);
    row.focus({ preventScroll: true });
    markSeen();
  }

  /** After an absence: as long as the line "new" and all that follows it have room, nothing is lost by following the end. */
  function followIfAllIsInView(): void {
    const [shown, line] = [view.current, list.current?.querySelector<HTMLElement>(".unread-line")];
    const { head } = chat.client.conversations.get(conversation.id) ?? conversation; // more may have come than is told
    const hasAll = !hasMoreBelow && (places?.last ?? 0) >= head;
    if (shown === null || !line || !hasAll || shown.scrollHeight - line.offsetTop > shown.clientHeight) return;
    log.isHeld = false;
    log.isFollowing.value = true;
    anchor.followEnd();
  }

  /** A reader who was away begins where they stopped, if that is further up than the view is high. */
  function showUnreadLine(): void {
    const [shown, line] = [view.current, list.current?.querySelector<HTMLElement>(".unread-line")];
    if (shown !== null && line && line.getBoundingClientRect().top < shown.getBoundingClientRect().top) {
      shown.scrollTop = line.offsetTop - shown.clientHeight / 4;
    }
    anchor.note(hasMoreBelow);
  }

  function showBeginning(): void {
    isGoingToBeginning.current = false;
    if (view.current !== null) view.current.scrollTop = 0;
    anchor.note(hasMoreBelow);
  }

  /** After the reader moved or the list changed: are they at the end, and is more needed? */
  function look(): void {
    const shown = view.current;
    if (shown === null || !isPlaceable || log.isJumping.value) return;
    log.isFollowing.value = anchor.isAtEnd;
    const below = shown.scrollHeight - shown.clientHeight - shown.scrollTop;
    if ((hasOlder && shown.scrollTop < EDGE_PX) || (hasNewer && below < EDGE_PX)) isWaiting.current = true;
    if (log.loading.value !== "nothing" || log.hasFailed.value || !isWhole) return;
    const isScrollable = shown.scrollHeight > shown.clientHeight;
    if (hasNewer && below < LOAD_AHEAD_PX) void log.loadNewer(wasWaiting());
    else if (hasOlder && shown.scrollTop < LOAD_AHEAD_PX && (isScrollable || rows.length < ROWS_MAX / 2)) {
      void log.loadOlder(wasWaiting());
    }
  }

  function wasWaiting(): boolean {
    const was = isWaiting.current;
    isWaiting.current = false;
    return was;
  }

  /** Rows that were in view are read, also on the way to the end. */
  function markSeen(): void {
    if (!isSeen) return;
    const isStored = (row: Row) => row.kind === "message" && row.message.seq !== undefined;
    const seen = rows.slice(0, anchor.rowsSeen()).findLast(isStored);
    const seq = seen?.kind === "message" ? (seen.message.seq ?? 0) : 0;
    if (seq > conversation.readSeq) chat.client.markRead(conversation.id, seq);
  }

  function jumpToEnd(): void {
    isGoingToBeginning.current = false;
    log.isHeld = false;
    log.isFollowing.value = true;
    if (hasNewer) void log.loadNewest();
    else anchor.followEnd();
  }

  function jumpToBeginning(): void {
    isGoingToBeginning.current = hasOlder || !isWhole;
    if (hasOlder) void log.loadOldest();
    else if (isWhole) showBeginning();
  }

  /** To the ends of the log: a browser's own Home and End only know the loaded rows. By a page the focus of a row goes along. */
  function moveByKey(event: KeyboardEvent): void {
    const { key, target } = event;
    if (event.altKey || event.shiftKey) return;
    if ((key === "PageUp" || key === "PageDown") && target instanceof HTMLElement && target.parentElement === list.current) {
      event.preventDefault();
      turnPage(target, key);
    }
    if (key !== "Home" && key !== "End") return;
    event.preventDefault();
    // The row with the focus may be gone there.
    view.current?.focus({ preventScroll: true });
    if (key === "Home") jumpToBeginning();
    else jumpToEnd();
  }

  return (
    <div class="log-frame">
      <div
        ref={view}
        class="log"
        role="log"
        aria-label={say.title}
        aria-live="off"
        aria-busy={!isPlaceable}
        tabIndex={0}
        onKeyDown={moveByKey}
        onScroll={() => {
          if (!anchor.hasMoved) return;
          if (!anchor.isReadersMove) return anchor.restore();
          log.isHeld = false;
          anchor.note(hasMoreBelow);
          markSeen();
          look();
        }}
      >
        <div class="log-top">
          {hasOlder && isPlaceable && (
            <button
              type="button"
              class="quiet-button"
              aria-busy={log.loading.value === "older"}
              onClick={() => void log.loadOlder()}
            >
              {say.loadEarlier}
            </button>
          )}
          {isPlaceable && !hasOlder && (
            <EmptyLog
              conversation={conversation}
              isEmpty={!entries.some(({ type }) => type === "message")}
              floor={log.window.value.floor}
            />
          )}
          {!isPlaceable && !log.hasFailed.value && <p class="log-loading">{words.value.common.loading}</p>}
        </div>
        <ol ref={list} class="rows">
          {rows.map((row) => (
            <LogRow
              key={row.key}
              conversationId={conversation.id}
              row={row}
              isLastOwn={row.key === lastOwn}
              isTabStop={row.key === last}
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
                log.tryAgain();
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
