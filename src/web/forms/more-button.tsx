import { useEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";

interface MoreButtonProps {
  isBusy: boolean;
  /** Also without a press, when the end of the list comes into view. A failure waits for a press. */
  isAutomatic: boolean;
  onMore: () => void;
}

/** At the end of a list that goes on. */
export function MoreButton({ isBusy, isAutomatic, onMore }: MoreButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  const isWatching = isAutomatic && !isBusy;
  useEffect(() => {
    if (!isWatching || button.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) more.current();
    });
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [isWatching]);
  return (
    <button ref={button} type="button" class="quiet-button" aria-busy={isBusy} onClick={onMore}>
      {words.value.common.more}
    </button>
  );
}
