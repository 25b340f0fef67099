import { useLayoutEffect, useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Drawing } from "../icons.tsx";
import { whenIdle } from "../when-idle.ts";

const downShape = "M12 5v14m-6-6 6 6 6-6";
const upShape = "M12 19V5m-6 6 6-6 6 6";

interface UnreadHintsProps {
  /** What scrolls. */
  readonly lists: { readonly current: HTMLElement | null };
  /** As the list has them. */
  readonly conversations: readonly Conversation[];
}

type Side = "above" | "below";

/** At the edges of the list: how many unread conversations are out of sight there, and the way to the nearest one. */
export function UnreadHints({ lists, conversations }: UnreadHintsProps) {
  const chat = useChat();
  const [sides, setSides] = useState<ReadonlyMap<string, Side>>(new Map());
  /** A long list grows for a while: its rows are looked for again. */
  const [round, setRound] = useState(0);
  const unread = conversations.filter((each) => chat.countedUnreadOf(each) > 0);
  const ids = unread.map(({ id }) => id);

  // In another order a row may be on the other side without having been in sight: they are looked at anew.
  useLayoutEffect(() => {
    const root = lists.current;
    if (root === null || ids.length === 0) {
      setSides(new Map());
      return;
    }
    const rows = new Map<string | undefined, HTMLElement>();
    for (const row of root.querySelectorAll<HTMLElement>("[data-conversation-id]")) rows.set(row.dataset.conversationId, row);
    const missing = ids.filter((id) => !rows.has(id));
    let seen: ReadonlyMap<string, Side> = new Map(missing.map((id) => [id, "below"]));
    const observer = new IntersectionObserver(
      (entries) => {
        seen = withEntries(seen, entries);
        setSides(seen);
      },
      { root },
    );
    for (const id of ids) {
      const row = rows.get(id);
      if (row !== undefined) observer.observe(row);
    }
    const cancel = missing.length === 0 ? () => {} : whenIdle(() => setRound(round + 1));
    return () => {
      cancel();
      observer.disconnect();
    };
  }, [ids.join(), round]);

  function hint(side: Side) {
    const there = unread.filter(({ id }) => sides.get(id) === side);
    const nearest = side === "above" ? there.at(-1) : there[0];
    if (nearest === undefined) return null;
    const hasMentions = there.some((each) => chat.unreadMentionsOf(each) > 0);
    const say = words.value.conversations;
    return (
      <button
        type="button"
        class={`unread-hint ${side}${hasMentions ? " mentions" : ""}`}
        onClick={() => goTo(lists.current, nearest.id)}
      >
        <Drawing path={side === "above" ? upShape : downShape} />
        {side === "above" ? say.unreadAbove(there.length) : say.unreadBelow(there.length)}
      </button>
    );
  }

  return (
    <>
      {hint("above")}
      {hint("below")}
    </>
  );
}

function withEntries(sides: ReadonlyMap<string, Side>, entries: readonly IntersectionObserverEntry[]): ReadonlyMap<string, Side> {
  const changed = new Map(sides);
  for (const { target, isIntersecting, boundingClientRect, rootBounds } of entries) {
    const id = target instanceof HTMLElement ? target.dataset.conversationId : undefined;
    if (id === undefined) continue;
    if (isIntersecting || rootBounds === null) changed.delete(id);
    else changed.set(id, boundingClientRect.top < rootBounds.top ? "above" : "below");
  }
  return changed;
}

/** The focus goes there, too: the hint may be gone then. */
function goTo(root: HTMLElement | null, id: string): void {
  const row = root?.querySelector(`[data-conversation-id="${CSS.escape(id)}"]`);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row?.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
  row?.querySelector("a")?.focus({ preventScroll: true });
}
