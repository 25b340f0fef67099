import { useEffect, useId, useState } from "preact/hooks";
import type { Emoji } from "./emoji-table.ts";

/** So many are drawn in one frame: a phone shows the first ones at once. */
const PART = 48;

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
        {emoji.slice(0, drawnMax).map((each, index) => (
          <button
            key={each.emoji}
            type="button"
            class="emoji-button"
            title={each.name}
            // Tab comes to a group once; the arrows go on from there.
            tabIndex={index === 0 ? 0 : -1}
            onClick={() => onPick(each.emoji)}
          >
            {each.emoji}
          </button>
        ))}
      </div>
    </section>
  );
}
