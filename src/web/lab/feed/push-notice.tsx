import { useEffect, useState } from "preact/hooks";
import { labFeed } from "./lab-feed.ts";
import { feedWords } from "./words.ts";

const SHOWN_MS = 12_000;

/** Keeps the lab's feed open while the page is in sight, and shows each push for a while; not where the tab lists them. */
export function PushNotice({ isListed }: { isListed: boolean }) {
  const [seenId, setSeenId] = useState(0);
  useFeedInSight();
  const newest = labFeed.pushes.value.at(-1);
  const id = newest?.id ?? 0;
  useEffect(() => {
    const timer = setTimeout(() => setSeenId(id), isListed ? 0 : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, isListed]);
  const say = feedWords.value;
  return (
    <div class="push-notice" role="status">
      {newest !== undefined && id > seenId && !isListed && (
        <div key={id} class="push-card">
          <p>
            <span class="hint">{say.pushed}</span> <bdi>{newest.text}</bdi>
          </p>
          <button type="button" class="icon-button" aria-label={say.dismiss} onClick={() => setSeenId(id)}>
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      )}
    </div>
  );
}

function useFeedInSight(): void {
  useEffect(() => {
    const update = (): void => {
      if (document.visibilityState === "visible") labFeed.open();
      else labFeed.close();
    };
    update();
    document.addEventListener("visibilitychange", update);
    return () => {
      document.removeEventListener("visibilitychange", update);
      labFeed.close();
    };
  }, []);
}
