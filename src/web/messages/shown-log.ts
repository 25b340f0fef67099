interface ShownLog {
  readonly view: HTMLElement;
  /** Keeps an element of a row so far below the top edge of the page. */
  readonly keep: (element: Element, top: number) => void;
}

/** The log that is shown, for keys that were pressed in the field below it and for rows that change their height. */
let shown: ShownLog | undefined;

export function setShownLog(log: ShownLog | undefined): void {
  shown = log;
}

/** Moves the log by most of a page, as PageUp and PageDown in it do. */
export function pageShownLog(direction: "up" | "down"): void {
  shown?.view.scrollBy({ top: (direction === "up" ? -0.875 : 0.875) * shown.view.clientHeight });
}

/** After the reader changed the height of a row: the element stays so far below the top edge of the page. */
export function keepInShownLog(element: Element, top: number): void {
  if (shown?.view.contains(element)) shown.keep(element, top);
}
