interface ShownLog {
  readonly view: HTMLElement;
  /** Keeps an element of a row so far below the top edge of the page. */
  readonly keep: (element: Element, top: number) => void;
  /** Goes to one end of the conversation, also where it is not loaded. */
  readonly jump: (end: "beginning" | "newest") => void;
}

/** The log that is shown, for keys that were pressed in the field below it and for rows that change their height. */
let shown: ShownLog | undefined;

export function setShownLog(log: ShownLog | undefined): void {
  shown = log;
}

const pages: Readonly<Record<string, number>> = { PageUp: -0.875, PageDown: 0.875 };
const ends: Readonly<Record<string, "beginning" | "newest">> = { Home: "beginning", End: "newest" };

/** Moves the log as its own keys do: most of a page, or to an end. Returns whether that key does. */
export function moveShownLog(key: string): boolean {
  const [page, end] = [pages[key], ends[key]];
  if (page !== undefined) shown?.view.scrollBy({ top: page * shown.view.clientHeight });
  if (end !== undefined) shown?.jump(end);
  return page !== undefined || end !== undefined;
}

/** A page up or down from a row with the focus: that goes to the row which stands in its place now. */
export function turnPage(row: HTMLElement, key: "PageUp" | "PageDown"): void {
  if (shown === undefined) return;
  const { view } = shown;
  const place = Math.max(row.getBoundingClientRect().top, view.getBoundingClientRect().top);
  const { scrollTop } = view;
  moveShownLog(key);
  const rows = [...view.querySelectorAll<HTMLElement>(".message")];
  const isAtEdge = view.scrollTop === scrollTop;
  const edge = key === "PageUp" ? rows[0] : rows.at(-1);
  const next = isAtEdge ? edge : rows.find((each) => each.getBoundingClientRect().bottom > place);
  next?.focus({ preventScroll: true });
}

/** After the reader changed the height of a row: the element stays so far below the top edge of the page. */
export function keepInShownLog(element: Element, top: number): void {
  if (shown?.view.contains(element)) shown.keep(element, top);
}
