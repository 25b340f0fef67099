import { signal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "./i18n/words.ts";
import { applyLaterStyles } from "./later-styles.ts";

type Component<Props> = (props: Props) => ComponentChild;

export interface LazyComponent<Props> {
  (props: Props): ComponentChild;
  /** Loads it before it is used. A failure is told when it is used. */
  preload(): void;
}

/**
 * A part of the page that is loaded when it is first shown, so that the page itself is soon there. When it cannot be loaded, it says so and tries
 * again the next time.
 */
export function lazy<Props extends object>(load: () => Promise<Component<Props>>): LazyComponent<Props> {
  const state = signal<{ readonly component?: Component<Props>; readonly hasFailed?: true }>({});
  let isLoading = false;

  function start(): void {
    if (isLoading) return;
    isLoading = true;
    Promise.all([load(), applyLaterStyles()]).then(
      ([component]) => {
        state.value = { component };
      },
      () => {
        isLoading = false;
        state.value = { hasFailed: true };
      },
    );
  }

  function Lazy(props: Props) {
    const { component: Loaded, hasFailed } = state.value;
    useEffect(start, []);
    if (Loaded !== undefined) return <Loaded {...props} />;
    return hasFailed === true ? <LoadFailed /> : null;
  }
  return Object.assign(Lazy, { preload: start });
}

/** Without a connection, or after a new version of the page was put in place. */
function LoadFailed() {
  const say = words.value;
  return (
    <p class="load-failed" role="alert">
      {say.errors.unavailable}
      <button type="button" class="quiet-button" onClick={() => location.reload()}>
        {say.connection.reload}
      </button>
    </p>
  );
}
