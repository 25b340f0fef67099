import { signal } from "@preact/signals";
import { useChat } from "../chat-context.ts";
import { dialogWords } from "../dialogs/words.ts";
import { errorText } from "../i18n/error-text.ts";
import { words } from "../i18n/words.ts";
import { type ConnectionNotice, fallbackOf, isAway, isWaiting, noticeOf } from "../state/connection.ts";
import { isOnline } from "../state/environment.ts";
import { transportChoice } from "../state/preferences.ts";
import { startSession } from "../state/session.ts";
import { Changing } from "../text/changing.tsx";
import { connectionWords } from "./i18n/words.ts";
import { useRetrySeconds } from "./use-retry-seconds.ts";

/** The user knows that nothing is kept. */
const isNoted = signal(false);

/** Tells the state of the connection over the log, unless it is live. `ConnectionStatus` is what a screen reader hears. */
export function ConnectionLine() {
  const chat = useChat();
  const notice = noticeOf(chat.connection.value, isOnline.value);
  const say = connectionWords.value;
  if (notice.kind === "none" && !chat.isOutboxKept && !isNoted.value) {
    return (
      <div class="connection-line">
        <span>{chat.token === undefined ? say.keepsNothing : say.keepsNoVisit}</span>
        <button type="button" onClick={() => (isNoted.value = true)}>
          {say.noted}
        </button>
      </div>
    );
  }
  if (notice.kind === "none") {
    const fallback = chat.isLive ? fallbackOf(chat.transport.value, transportChoice.value) : undefined;
    if (fallback === undefined) return null;
    return <div class="connection-line fallback">{say.fallback(dialogWords.value.settings.transports[fallback])}</div>;
  }

  return (
    <div class={`connection-line ${notice.kind}`}>
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
          {words.value.connection.reload}
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

function Sentence({ notice, isKept }: { notice: ConnectionNotice; isKept: boolean }) {
  const say = connectionWords.value;
  const seconds = useRetrySeconds(isWaiting(notice));
  switch (notice.kind) {
    case "none":
      return null;
    case "connecting":
    case "reconnecting":
      return <Changing text={say[notice.kind]} />;
    case "offline":
      return <Changing text={isKept ? say.offline : say.offlineNotKept} />;
    case "lost":
    case "restarting":
      return <Changing text={say[notice.kind](seconds)} />;
    case "closed":
      return <Changing text={errorText(notice.error)} />;
  }
}
