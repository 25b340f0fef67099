import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { dismissedOf } from "../state/dismissed.ts";
import { RichText } from "../text/rich-text.tsx";
import { megaphoneIcon, unfoldIcon } from "./icons.tsx";
import { orderWords } from "./words.ts";

/** Above the messages, until it is hidden on this device. Another announcement is shown again. A long one is folded. */
export function AnnouncementLine({ room, text }: { room: Room; text: string }) {
  const { me } = useChat();
  const dismissed = dismissedOf(me.id);
  const [isHidden, setHidden] = useState(() => dismissed.has(room.id, text));
  const [isFolded, setFolded] = useState(true);
  const [isLong, setLong] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const say = orderWords.value;
  useLayoutEffect(() => {
    const shown = body.current;
    if (shown === null) return undefined;
    const measure = (): void => setLong((isFolded && shown.scrollHeight > shown.clientHeight + 1) || !isFolded);
    const observer = new ResizeObserver(measure);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [isFolded, isHidden]);
  if (isHidden) return null;
  return (
    <section class="announcement" aria-label={say.announcement}>
      {megaphoneIcon}
      <div ref={body} class={isFolded ? "announcement-text folded" : "announcement-text"} dir="auto">
        <RichText text={text} ownUserId={me.id} />
      </div>
      {isLong && (
        <button
          type="button"
          class="icon-button unfold"
          aria-label={words.value.text.showAll}
          title={isFolded ? words.value.text.showAll : words.value.text.showLess}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          {unfoldIcon}
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={say.dismiss}
        title={say.dismiss}
        onClick={() => {
          dismissed.add(room.id, text);
          setHidden(true);
        }}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
