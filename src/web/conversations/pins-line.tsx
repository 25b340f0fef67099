import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { openDialog, showMessage } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";

/** At the top of the messages: the one that was pinned last, and the way to all of them. */
export function PinsLine({ conversation }: { conversation: Conversation }) {
  const { pins } = useChat();
  const [newest] = pins.messages.value;
  const { length } = pins.messages.value;
  const say = words.value.messages;
  if (newest === undefined) return null;
  return (
    <div class="pins-line">
      <Icon name="pin" />
      <button type="button" class="pins-newest" onClick={() => showMessage(conversation.id, newest.seq)}>
        <bdi translate={false} class="author">
          {newest.by.nickname}
        </bdi>{" "}
        <span key={newest.seq} dir="auto">
          {newest.text}
        </span>
      </button>
      <button type="button" class="quiet-button" onClick={() => openDialog({ kind: "pins", conversation })}>
        <Changing text={say.pinnedCount(length)} />
      </button>
    </div>
  );
}
