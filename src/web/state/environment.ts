import { computed, type ReadonlySignal, signal } from "@preact/signals";

// In em, so that a larger font of the browser counts as less room. The style sheets have the same.
/** One column: the list, or a talk. */
export const isPhone = media("(width < 43.75em)");
/** People have a column of their own. */
export const isWide = media("(width >= 62.5em)");
/** Fingers: Enter breaks the line there, and nothing takes the focus by itself, or the keyboard would jump up. */
export const isTouch = media("(pointer: coarse)");

export const isOnline = watched(() => globalThis.navigator?.onLine !== false, ["online", "offline"]);
export const isVisible = watched(() => globalThis.document?.visibilityState === "visible", ["visibilitychange", "pageshow"]);
const hasFocus = watched(() => globalThis.document?.hasFocus() === true, ["focus", "blur", "visibilitychange"]);
/** The page is in front. */
export const isAttentive = computed(() => isVisible.value && hasFocus.value);

function media(query: string): ReadonlySignal<boolean> {
  const list = globalThis.matchMedia?.(query); // tests of states have no window
  const matches = signal(list?.matches === true);
  list?.addEventListener("change", () => {
    matches.value = list.matches;
  });
  return matches;
}

function watched(read: () => boolean, events: readonly string[]): ReadonlySignal<boolean> {
  const value = signal(read());
  const update = (): void => {
    value.value = read();
  };
  // Capturing: visibilitychange is the document's, and does not reach the window otherwise everywhere.
  for (const event of events) globalThis.addEventListener?.(event, update, true);
  return value;
}
