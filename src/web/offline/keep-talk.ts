import type { Clock } from "../../client/index.ts";
import type { Chat } from "../state/chat.ts";
import { whenIdle } from "../when-idle.ts";
import { TalkKeeper } from "./talk-keeper.ts";
import { openTalkStore } from "./talk-store.ts";

/** Keeps what the user saw last, for a page that is loaded without a network. The result stops it. */
export function keepTalk(chat: Chat, clock: Clock): () => void {
  let keeper: TalkKeeper | undefined;
  let isStopped = false;
  openTalkStore(chat.me.id)
    .then(async (store) => {
      const { list, logs } = await store.read();
      if (isStopped) return store.close();
      keeper = new TalkKeeper(chat, { store, clock, whenIdle, logs, epoch: list?.epoch });
    })
    .catch(() => {}); // nothing can be kept here: the page goes without
  return () => {
    isStopped = true;
    keeper?.stop();
  };
}
