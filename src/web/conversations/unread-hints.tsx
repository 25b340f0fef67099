import { useLayoutEffect, useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Drawing } from "../icons.tsx";
import { Changing } from "../text/changing.tsx";
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
type Sides = Readonly<Record<Side, ReadonlySet<string>>>;

/** Beyond any list: what is not above is in a root without an end below, whichever way the list was scrolled, and the other way round. */
const margins: Readonly<Record<Side, string>> = { above: "0px 0px 1000000px 0px", below: "1000000px 0px 0px 0px" };
const nowhere: Sides = { above: new Set(), below: new Set() };

/** At the edges of the list: how many unread conversations are out of sight there, and the way to the nearest one. */
export function UnreadHints({ lists, conversations }: UnreadHintsProps) {
  const chat = useChat();
  const [sides, setSides] = useState(nowhere);
  /** A long list grows for a while: its rows are looked for again. */
  const [round, setRound] = useState(0);
  const unread = conversations.filter((each) => chat.countedUnreadOf(each) > 0);
  const ids = unread.map(({ id }) => id);

  useLayoutEffect(() => {
    const root = lists.current;
    if (root === null || ids.length === 0) {
      setSides(nowhere);
      return;
    }
    const rows = new Map<string | undefined, HTMLElement>();
    for (const row of root.querySelectorAll<HTMLElement>("[data-conversation-id]")) rows.set(row.dataset.conversationId, row);
    const missing = ids.filter((id) => !rows.has(id));
    let seen: Sides = { ...nowhere, below: new Set(missing) };
    const observers = (["above", "below"] as const).map((side) => {
      const observer = new IntersectionObserver(
        (entries) => {
          seen = { ...seen, [side]: withEntries(seen[side], entries) };
          setSides(seen);
        },
        { root, rootMargin: margins[side] },
      );
      for (const id of ids) {
        const row = rows.get(id);
        if (row !== undefined) observer.observe(row);
      }
      return observer;
    });
    const cancel = missing.length === 0 ? () => {} : whenIdle(() => setRound(round + 1));
    return () => {
      cancel();
      for (const observer of observers) observer.disconnect();
    };
  }, [ids.join(), round]);

  function hint(side: Side) {
    // A list that is not shown has its rows on neither side.
    const other = side === "above" ? "below" : "above";
    const there = unread.filter(({ id }) => sides[side].has(id) && !sides[other].has(id));
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
        <Changing text={side === "above" ? say.unreadAbove(there.length) : say.unreadBelow(there.length)} />
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

function withEntries(ids: ReadonlySet<string>, entries: readonly IntersectionObserverEntry[]): ReadonlySet<string> {
  const changed = new Set(ids);
  for (const { target, isIntersecting } of entries) {
    const { conversationId = "" } = (target as HTMLElement).dataset;
    if (isIntersecting) changed.delete(conversationId);
    else changed.add(conversationId);
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
