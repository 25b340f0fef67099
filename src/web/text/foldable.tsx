import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { keepInShownLog } from "../messages/shown-log.ts";

/** A longer text is folded. The style sheet sets how much of it stays. */
const LINES_MAX = 24;
const CHARACTERS_MAX = 1_800;

export function isLong(text: string): boolean {
  return text.length > CHARACTERS_MAX || text.split("\n", LINES_MAX + 1).length > LINES_MAX;
}

/** Shows the beginning, and all of it on demand. The reader's place in the log stays: the text grows and shrinks at its end. */
export function Foldable({ children }: { children: ComponentChildren }) {
  const [isFolded, setFolded] = useState(true);
  const text = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const kept = useRef<{ element: Element; top: number } | undefined>(undefined);
  const say = words.value.text;

  function fold(next: boolean): void {
    // What is read stays: the beginning of a text that grows, and what follows one that shrinks.
    const element = next ? button.current : text.current;
    kept.current = element === null ? undefined : { element, top: element.getBoundingClientRect().top };
    setFolded(next);
  }

  useLayoutEffect(() => {
    if (kept.current !== undefined) keepInShownLog(kept.current.element, kept.current.top);
    kept.current = undefined;
  }, [isFolded]);

  return (
    <>
      <div
        ref={text}
        class={isFolded ? "foldable folded" : "foldable"}
        // A link that is reached by the keyboard must be in sight.
        onFocusCapture={({ target, currentTarget }) => {
          if (!isFolded || !(target instanceof Element)) return;
          if (target.getBoundingClientRect().bottom > currentTarget.getBoundingClientRect().bottom) fold(false);
        }}
      >
        {children}
      </div>
      <button
        ref={button}
        type="button"
        class="quiet-button fold-button"
        data-copied="never"
        aria-expanded={!isFolded}
        onClick={() => fold(!isFolded)}
      >
        {isFolded ? say.showAll : say.showLess}
      </button>
    </>
  );
}
