import type { SeenBefore } from "../state/chat.ts";
import { windowOf } from "./kept-log.ts";
import { openTalkStore } from "./talk-store.ts";

/** Throws when nothing is kept of that user. */
export async function seenBefore(userId: string): Promise<SeenBefore> {
  const store = await openTalkStore(userId);
  try {
    const { list, logs } = await store.read();
    if (list === undefined) throw new Error("Nothing was kept.");
    return {
      conversations: new Map(list.conversations.map((conversation) => [conversation.id, conversation])),
      logs: new Map([...logs].map(([id, log]) => [id, windowOf(log)])),
    };
  } finally {
    store.close();
  }
}
