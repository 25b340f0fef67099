import { useEffect, useRef, useState } from "preact/hooks";
import { may, type OutboxEntry, type Removal } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { isolated } from "../i18n/isolated.ts";
import { LiveRegion, useAnnouncement } from "../live-region.tsx";
import { sayModerator, withReason } from "./say.ts";
import { orderWords } from "./words.ts";

/** Notices at a time: the newest. */
const NOTICES_MAX = 3;

interface Notice {
  readonly key: number;
  readonly text: string;
}

/** Says what happens to the user: that a room was locked, and who removed them from one. Counts the reports of the room that is shown. */
export function OrderWatch() {
  const { client, shown, standingIn, openReports, isLive } = useChat();
  const [announcement, announce] = useAnnouncement();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const conversation = shown.value;
  const room = conversation?.kind === "room" ? conversation : undefined;
  const isLocked = room?.rules?.isLocked === true;
  const before = useRef({ id: room?.id, isLocked });

  useEffect(() => {
    const { spoken } = orderWords.peek();
    const { id, isLocked: was } = before.current;
    before.current = { id: room?.id, isLocked };
    if (room !== undefined && id === room.id && was !== isLocked) announce(isLocked ? spoken.locked : spoken.unlocked);
  }, [room?.id, isLocked]);

  useEffect(() => {
    let count = 0;
    const tell = (text: string): void => {
      count += 1;
      const notice = { key: count, text };
      setNotices((all) => [...all, notice].slice(-NOTICES_MAX));
    };
    const lost = new Set<string>();
    const stops = [
      client.on("removed", (removal) => {
        lost.add(removal.conversation.id);
        tell(sayRemoved(removal));
      }),
      // What was on its way there is refused, and stands nowhere where the user could discard it.
      client.on("outbox", (entries) => {
        const isLost = ({ conversationId, error }: OutboxEntry): boolean =>
          lost.has(conversationId) && error?.code === "not-found";
        for (const entry of entries) if (isLost(entry)) client.discard(entry.clientMessageId);
      }),
      // What happened while the connection was away is not told: only that it did.
      client.on("welcome", () => {
        const last = shown.peek();
        if (last?.kind === "room" && !client.conversations.has(last.id))
          tell(orderWords.peek().removed.gone(isolated(last.name)));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);

  const seesReports = room !== undefined && client.features.has("order") && may(standingIn(room), "see-reports", room);
  useEffect(() => {
    if (room === undefined || !seesReports || !isLive) return;
    const { id } = room;
    client.moderation.reports(id).then(
      ({ length }) => {
        openReports.value = { conversationId: id, count: length };
      },
      () => {},
    );
  }, [client, room?.id, seesReports, isLive]);

  return (
    <>
      <LiveRegion topic="order" announcement={announcement} />
      <div class="notices" role="status">
        {notices.map(({ key, text }) => (
          <div key={key} class="notice">
            <p dir="auto">{text}</p>
            <button
              type="button"
              class="quiet-button"
              onClick={() => setNotices((all) => all.filter((notice) => notice.key !== key))}
            >
              {orderWords.value.removed.dismiss}
            </button>
          </div>
        ))}
      </div>
    </>
  );
}

function sayRemoved({ conversation, by, reason, isBanned }: Removal): string {
  const say = orderWords.peek().removed;
  const room = isolated(conversation.kind === "room" ? conversation.name : conversation.peer.nickname);
  return withReason((isBanned ? say.banned : say.removed)(sayModerator(by), room), reason);
}
