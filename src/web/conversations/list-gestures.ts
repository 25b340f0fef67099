const PRESS_MS = 500;
/** A finger that moves this far scrolls. */
const MOVE_PX_MAX = 10;

/**
 * The ways to a row's menu, which `openMenu` opens beside its button: that button, a right click, the menu key, and a finger that rests on the row.
 * The arrow keys move the focus from row to row. The result ends it.
 */
export function followListGestures(lists: HTMLElement, openMenu: (id: string, button: Element) => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;

  function openAt(target: EventTarget | null): boolean {
    const row = rowAt(target);
    const button = row?.querySelector(".nav-more");
    if (row === null || !button) return false;
    openMenu(row.dataset.conversationId ?? "", button);
    return true;
  }

  const press = (event: MouseEvent): void => {
    const isMenuButton = event.target instanceof Element && event.target.closest(".nav-more") !== null;
    if (isMenuButton || event.type === "contextmenu") if (openAt(event.target)) event.preventDefault();
  };
  lists.addEventListener("click", press, { signal });
  lists.addEventListener("contextmenu", press, { signal });
  lists.addEventListener(
    "keydown",
    (event) => {
      if (moveAmongRows(lists, event)) event.preventDefault();
    },
    { signal },
  );
  followLongPresses(lists, openAt, signal);
  return () => ending.abort();
}

/**
 * Where the browser tells of no context menu (Safari), the menu opens when the finger is lifted; the click that would follow is taken away.
 */
function followLongPresses(lists: HTMLElement, openAt: (target: EventTarget | null) => boolean, signal: AbortSignal): void {
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
    setTimeout(() => openAt(target)); // lifting the finger closes what is open by then
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
