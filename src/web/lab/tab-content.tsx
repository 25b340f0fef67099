import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Tab } from "./tab-list.ts";
import { labWords } from "./words.ts";

/** A tab, once it is loaded; or the sentence that it could not be. Give it the tab's id as its key. */
export function TabContent({ tab }: { tab: Tab }) {
  const [loaded, setLoaded] = useState<{ readonly Content?: ComponentType }>();
  useEffect(() => {
    let isShown = true;
    const show = (result: { readonly Content?: ComponentType }): void => {
      if (isShown) setLoaded(result);
    };
    tab.load().then(
      (Content) => show({ Content }),
      () => show({}),
    );
    return () => {
      isShown = false;
    };
  }, [tab]);
  if (loaded === undefined) return null;
  return loaded.Content === undefined ? <LoadFailed /> : <loaded.Content />;
}

/** Without a connection, or after a new version was put in place. Browsers keep a failed import, and so the page is loaded anew. */
function LoadFailed() {
  const say = labWords.value;
  return (
    <div class="lab-bar" role="alert">
      <p>{say.loadFailed}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {say.retry}
      </button>
    </div>
  );
}
