import { useEffect, useState } from "preact/hooks";
import type { Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { useNow } from "./closed-composer.tsx";
import { sayLength } from "./say.ts";
import { slowModeLeftMs } from "./slow-mode-left.ts";
import { orderWords } from "./words.ts";

/** When the user's last message of a room was stored, by the server's clock. */
const sentAt = new Map<string, number>();

/** Above the field, after a message: when the next one can follow. One that is sent before waits for its turn by itself. */
export function SlowMode({ room, seconds }: { room: Room; seconds: number }) {
  const chat = useChat();
  const { client, serverNow } = chat;
  const [, update] = useState(0);
  useEffect(
    () =>
      client.on("sent", ({ conversationId }) => {
        sentAt.set(conversationId, serverNow());
        update((count) => count + 1);
      }),
    [client],
  );
  // After a reload it is known by the log only.
  const last = sentAt.get(room.id) ?? chat.lastOwnMessage(room.id)?.at;
  const [isCounting, setCounting] = useState(true);
  const now = useNow(isCounting);
  const leftMs = slowModeLeftMs(seconds, last, Math.max(now, serverNow()));
  useEffect(() => setCounting(leftMs > 0), [leftMs > 0]);
  if (leftMs <= 0) return null;
  return <p class="slow-mode">{orderWords.value.slowMode(sayLength(leftMs / 1_000))}</p>;
}
