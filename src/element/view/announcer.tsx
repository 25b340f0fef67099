import { useEffect, useRef, useState } from "preact/hooks";
import type { MessageEvent } from "../../client/index.ts";
import { mentionLabels } from "../../web/messages/mention-labels.ts";
import { plainTextOf } from "../../web/text/plain-text.ts";
import type { OpenRoom } from "../open-room.ts";
import { nameOf, type Words } from "../words.ts";

const PAUSE_MS = 700;
/** More at once are counted and not read out. */
const READ_OUT_MAX = 3;

/** Reads new messages of others out to users of a screen reader. The log itself is silent: it would read history again. */
export function Announcer({ room, say }: { room: OpenRoom; say: Words }) {
  const [announcement, setAnnouncement] = useState({ text: "", number: 0 });
  const words = useRef(say);
  words.current = say;

  useEffect(() => {
    let waiting: MessageEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const announce = (text: string): void => setAnnouncement(({ number }) => ({ text, number: number + 1 }));
    function readOut(): void {
      const [arrived, said] = [waiting, words.current];
      [waiting, timer] = [[], undefined];
      if (arrived.length > READ_OUT_MAX) {
        announce(said.arrived(arrived.length));
        return;
      }
      const lines = arrived.map((event) => said.said(nameOf(event.by, said), plainTextOf(event.text, mentionLabels(event))));
      if (lines.length > 0) announce(lines.join("\n"));
    }
    const stop = room.client.on("message", ({ conversationId, event }) => {
      const isOther = event.by.id !== room.client.user?.id && !room.client.blocked.has(event.by.id);
      if (conversationId !== room.conversationId || !isOther) return;
      waiting.push(event);
      timer ??= setTimeout(readOut, PAUSE_MS);
    });
    // What was deleted is not read out.
    const stopDeletions = room.client.on("event", ({ event }) => {
      if (event.type === "delete") waiting = waiting.filter(({ seq }) => seq !== event.target);
    });
    return () => {
      stop();
      stopDeletions();
      clearTimeout(timer);
    };
  }, [room]);

  // Each announcement is an element of its own: the same sentence again is read out again.
  return (
    <div class="hidden-text" aria-live="polite">
      <p key={announcement.number}>{announcement.text}</p>
    </div>
  );
}
