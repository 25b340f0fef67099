import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type OutgoingMessage, systemClock } from "../../client/index.ts";
import { rowsOf } from "../../web/messages/rows.ts";
import { ScrollAnchor } from "../../web/messages/scroll-anchor.ts";
import { type Dates, startOfDay } from "../dates.ts";
import type { OpenRoom } from "../open-room.ts";
import { sentenceOf, type Words } from "../words.ts";
import { Place } from "./place.ts";
import { RowView } from "./row-view.tsx";

const noMessages: readonly OutgoingMessage[] = [];

interface TimelineViewProps {
  room: OpenRoom;
  say: Words;
  dates: Dates;
}

/** The talk itself. */
export function TimelineView({ room, say, dates }: TimelineViewProps) {
  const view = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const { timeline, isUnreadHeld } = room;
  const place = useMemo(() => new Place(room, new ScrollAnchor()), [room]);
  const { isLoaded, hasOlder, hasNewer, error } = timeline;
  const entries = room.entries;
  const outgoing = hasNewer ? noMessages : timeline.outgoing;
  const unreadAfter = isUnreadHeld ? room.unreadAfter : undefined;
  const today = startOfDay(systemClock.now());
  const rows = useMemo(
    () => rowsOf(isLoaded ? entries : [], outgoing, { me: room.me, unreadAfter, dayOf: startOfDay }),
    [isLoaded, entries, outgoing, unreadAfter],
  );
  const lastOwn = rows.findLast((row) => row.kind === "message" && row.message.by.id === room.me.id)?.key;
  place.beforeRender();

  useLayoutEffect(() => {
    if (view.current !== null && list.current !== null) return place.attach(view.current, list.current);
    return undefined;
  }, [place]);
  useLayoutEffect(() => place.afterRender(rows));

  return (
    <div class="log-frame">
      <div
        ref={view}
        class="log"
        part="log"
        role="log"
        aria-label={say.messages}
        aria-live="off"
        aria-busy={!isLoaded}
        tabIndex={0}
        onScroll={() => place.scrolled()}
      >
        <div class="log-top">
          {hasOlder && isLoaded && (
            <button type="button" class="quiet" onClick={() => void timeline.loadOlder(true)}>
              {say.earlier}
            </button>
          )}
          {isLoaded && !hasOlder && <p class="note">{say.beginning}</p>}
          {!isLoaded && error === undefined && <p class="note late">{say.loading}</p>}
        </div>
        <ol ref={list} class="rows">
          {rows.map((row) => (
            <RowView key={row.key} {...{ row, room, say, dates, today }} isLastOwn={row.key === lastOwn} />
          ))}
        </ol>
        {error !== undefined && (
          <p class="failure" part="error" role="alert">
            {sentenceOf(error, say)}
            <button type="button" class="button" onClick={() => timeline.clearError()}>
              {say.retry}
            </button>
          </p>
        )}
      </div>
      {!room.isFollowing && isLoaded && <NewestButton {...{ room, say }} onPress={() => place.goToEnd()} />}
    </div>
  );
}

function NewestButton({ room, say, onPress }: { room: OpenRoom; say: Words; onPress: () => void }) {
  const count = room.unreadCount;
  return (
    <button type="button" class="newest" part="newest" onClick={onPress}>
      {count > 0 ? say.arrived(count) : say.toNewest}
    </button>
  );
}
