const PRESS_MS = 500;
/** A finger that moves this far scrolls. */
const MOVE_PX_MAX = 10;

/** Opens the menu of the row that has the target. Returns false for a target outside every row. */
type OpenMenu = (target: EventTarget | null) => boolean;

/** A finger that rests on a row opens its menu; the arrow keys move the focus from row to row. The result ends both. */
export function followListGestures(lists: HTMLElement, openMenu: OpenMenu): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  lists.addEventListener(
    "keydown",
    (event) => {
      if (moveAmongRows(lists, event)) event.preventDefault();
    },
    { signal },
  );
  followLongPresses(lists, openMenu, signal);
  return () => ending.abort();
}

/**
 * Where the browser tells of no context menu (Safari), the menu opens when the finger is lifted; the click that would follow is taken away.
 */
function followLongPresses(lists: HTMLElement, openMenu: OpenMenu, signal: AbortSignal): void {
  let begun: PointerEvent | undefined;
  let isTaken = false;
  const forget = (): void => {
    begun = undefined;
  };
  const begin = (event: PointerEvent): void => {
    isTaken = false;
    begun = event.pointerType === "touch" && event.isPrimary ? event : undefined;
  };
  const end = (event: PointerEvent): void => {
    const { target } = event;
    if (begun === undefined || event.timeStamp - begun.timeStamp < PRESS_MS || distance(begun, event) > MOVE_PX_MAX) return;
    forget();
    isTaken = rowAt(target) !== null;
    setTimeout(() => openMenu(target)); // lifting the finger closes what is open by then
  };
  const takeClick = (event: MouseEvent): void => {
    if (!isTaken) return;
    isTaken = false;
    event.preventDefault();
    event.stopPropagation();
  };
  lists.addEventListener("pointerdown", begin, { signal, passive: true });
  lists.addEventListener("pointerup", end, { signal, passive: true });
  lists.addEventListener("pointercancel", forget, { signal });
  lists.addEventListener("contextmenu", forget, { signal });
  lists.addEventListener("click", takeClick, { signal, capture: true });
}

function rowAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-conversation-id]") : null;
}

function distance(one: PointerEvent, other: PointerEvent): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function moveAmongRows(lists: Element, { key, target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  const step = steps[key];
  if (step === undefined || !(target instanceof Element) || altKey || ctrlKey || metaKey || shiftKey) return false;
  const stops: readonly Element[] = [...lists.querySelectorAll(".nav-link, .nav-archive")];
  const from = stops.indexOf(rowAt(target)?.querySelector(".nav-link") ?? target);
  const next = from < 0 ? undefined : stops[from + step];
  if (!(next instanceof HTMLElement)) return false;
  next.focus();
  return true;
}
