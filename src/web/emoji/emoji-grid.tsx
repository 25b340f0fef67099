import { useEffect, useId, useState } from "preact/hooks";
import type { Emoji } from "./emoji-table.ts";

/** So many are drawn at once: the first ones are there at once on a phone, too. */
const PART = 96;

/** A group under its title. */
export function EmojiGrid({ title, emoji, onPick }: { title: string; emoji: readonly Emoji[]; onPick: (emoji: string) => void }) {
  const titleId = useId();
  const [drawnMax, setDrawnMax] = useState(PART);
  const hasMore = emoji.length > drawnMax;
  useEffect(() => {
    if (!hasMore) return;
    const frame = requestAnimationFrame(() => setDrawnMax(drawnMax + PART));
    return () => cancelAnimationFrame(frame);
  }, [hasMore, drawnMax]);

  if (emoji.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h3 id={titleId}>{title}</h3>
      <div class="emoji-grid">
        {emoji.slice(0, drawnMax).map((each) => (
          <button key={each.emoji} type="button" class="emoji-button" title={each.name} onClick={() => onPick(each.emoji)}>
            {each.emoji}
          </button>
        ))}
      </div>
    </section>
  );
}
