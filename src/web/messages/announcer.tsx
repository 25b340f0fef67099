import { useEffect, useRef } from "preact/hooks";
import type { MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { LiveRegion, useAnnouncement } from "../live-region.tsx";
import { shownId } from "../state/navigation.ts";
import { plainTextOf } from "../text/plain-text.ts";

const PAUSE_MS = 700;
/** More at once are counted and not read out. */
const READ_OUT_MAX = 3;

/** Reads new messages out to users of a screen reader. The log itself is silent: it would read history again. */
export function Announcer() {
  const { client, me, blocked } = useChat();
  const [announcement, announce] = useAnnouncement();
  const waiting = useRef<MessageEvent[]>([]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function readOut(): void {
      const {
        messages: say,
        people: { bot },
      } = words.value;
      const arrived = waiting.current.splice(0);
      timer = undefined;
      if (arrived.length > READ_OUT_MAX) announce(say.arrived(arrived.length));
      else
        announce(
          arrived.map(({ by, text }) => say.said(by.nickname + (by.isBot ? ` (${bot})` : ""), plainTextOf(text))).join("\n"),
        );
    }
    const stop = client.on("message", ({ conversationId, event }) => {
      if (conversationId !== shownId.value || event.by.id === me.id || blocked.peek().has(event.by.id)) return;
      waiting.current.push(event);
      timer ??= setTimeout(readOut, PAUSE_MS);
    });
    // What was deleted is neither read out nor left to be read.
    const stopDeletions = client.on("event", ({ event }) => {
      if (event.type !== "delete") return;
      waiting.current = waiting.current.filter(({ seq }) => seq !== event.target);
      announce("");
    });
    return () => {
      stop();
      stopDeletions();
      clearTimeout(timer);
    };
  }, [client, me.id]);

  return <LiveRegion topic="messages" announcement={announcement} />;
}
