import { useEffect, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { errorText } from "../i18n/error-text.ts";
import { words } from "../i18n/words.ts";
import { type ConnectionNotice, fallbackOf, noticeOf } from "../state/connection.ts";
import { isOnline } from "../state/environment.ts";
import { transportChoice } from "../state/preferences.ts";
import { startSession } from "../state/session.ts";
import { Changing } from "../text/changing.tsx";

/** Tells the state of the connection, unless it is live. */
export function ConnectionLine() {
  const chat = useChat();
  const notice = noticeOf(chat.connection.value, isOnline.value);
  const say = words.value.connection;
  if (notice.kind === "none") {
    const fallback = chat.isLive ? fallbackOf(chat.transport.value, transportChoice.value) : undefined;
    if (fallback === undefined) return null;
    return (
      <div class="connection-line fallback" role="status">
        {say.fallback(words.value.settings.transports[fallback])}
      </div>
    );
  }

  return (
    <div class={`connection-line ${notice.kind}`} role="status">
      <span>
        <Sentence notice={notice} isKept={chat.isOutboxKept} />
      </span>
      {isAway(notice) && !chat.isOutboxKept && <span>{say.notKept}</span>}
      {isAway(notice) && (
        <button type="button" onClick={() => chat.client.probe()}>
          {say.tryNow}
        </button>
      )}
      {notice.kind === "closed" && notice.error.code !== "replaced" && (
        <button type="button" onClick={() => location.reload()}>
          {say.reload}
        </button>
      )}
      {notice.kind === "closed" && notice.error.code === "replaced" && (
        <button
          type="button"
          onClick={() => {
            chat.close();
            void startSession();
          }}
        >
          {say.useHere}
        </button>
      )}
    </div>
  );
}

function isAway({ kind }: ConnectionNotice): boolean {
  return kind === "lost" || kind === "restarting" || kind === "offline";
}

function Sentence({ notice, isKept }: { notice: ConnectionNotice; isKept: boolean }) {
  const say = words.value;
  const seconds = useRetrySeconds(notice.kind === "lost" || notice.kind === "restarting");
  switch (notice.kind) {
    case "none":
      return null;
    case "connecting":
    case "reconnecting":
      return <Changing text={say.connection[notice.kind]} />;
    case "offline":
      return <Changing text={isKept ? say.connection.offline : say.connection.offlineNotKept} />;
    case "lost":
    case "restarting":
      return (
        <span aria-live="off">
          <Changing text={say.connection[notice.kind](seconds)} />
        </span>
      );
    case "closed":
      return <Changing text={errorText(notice.error)} />;
  }
}

/** Counts down to the next attempt. */
function useRetrySeconds(isWaiting: boolean): number {
  const { client } = useChat();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return Math.max(1, Math.ceil((client.retryInMs ?? 0) / 1_000));
}
