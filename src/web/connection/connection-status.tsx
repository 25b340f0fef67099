import { useEffect, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { lazy } from "../lazy.tsx";
import { type ConnectionNotice, isWaiting, noticeOf } from "../state/connection.ts";
import { isOnline } from "../state/environment.ts";
import { Changing } from "../text/changing.tsx";
import { useRetrySeconds } from "./use-retry-seconds.ts";

/** A message that is acknowledged sooner than this never waited. */
const WAITING_SHOWN_AFTER_MS = 2_000;

const loadParts = async () => (await import("./connection-parts.ts")).connectionParts;
export const ConnectionLine = lazy(async () => (await loadParts()).ConnectionLine);
const ConnectionPopover = lazy(async () => (await loadParts()).ConnectionPopover);

export function preloadConnection(): void {
  ConnectionLine.preload();
  ConnectionPopover.preload();
}

/** The connection in a word, always there and quiet while all is well. Pressed, it explains itself. */
export function ConnectionStatus() {
  const chat = useChat();
  const [anchor, setAnchor] = useState<Element | undefined>(undefined);
  const notice = noticeOf(chat.connection.value, isOnline.value);
  const waiting = useWaitingCount(notice.kind === "none");
  const say = words.value.connection;
  return (
    <>
      <div class={`connection-status ${notice.kind}`} role="status" aria-label={say.title}>
        <button type="button" aria-haspopup="dialog" onClick={(event) => setAnchor(event.currentTarget)}>
          <span class="connection-word">
            <Word notice={notice} />
          </span>
          {waiting > 0 && <Changing text={` · ${say.waiting(waiting)}`} />}
        </button>
      </div>
      {anchor !== undefined && <ConnectionPopover anchor={anchor} onClose={() => setAnchor(undefined)} />}
    </>
  );
}

function Word({ notice }: { notice: ConnectionNotice }) {
  const say = words.value.connection;
  const seconds = useRetrySeconds(isWaiting(notice));
  if (!isWaiting(notice)) return <Changing text={say[notice.kind]} />;
  // A screen reader is told once, and not every second.
  return (
    <span aria-live="off">
      <Changing text={say.nextTry(seconds)} />
    </span>
  );
}

/** Messages that wait: at once without a connection, and with one only those that take their time. */
function useWaitingCount(isLive: boolean): number {
  const count = useChat().waiting.value.length;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (count === 0) return undefined;
    const timer = setTimeout(() => setLate(true), WAITING_SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isLive, count === 0]);
  return isLive && !isLate ? 0 : count;
}
