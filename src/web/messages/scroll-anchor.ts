/** Closer to the end than this is at the end. */
const END_PX = 32;
const MARKS = 6;

interface Mark {
  readonly row: Element;
  /** Below the top edge of the view. */
  readonly top: number;
}

/**
 * Keeps what a reader sees where it is, whatever is added, removed or changes its height around it.
 * At the end of the log it keeps the end in view instead. The browsers' own anchoring is off: they do not agree on it.
 */
export class ScrollAnchor {
  isAtEnd = true;
  #view: HTMLElement | undefined;
  #list: HTMLElement | undefined;
  /** Rows in view, those that keep their place in the log first: the first one that is still there decides. */
  #marks: readonly Mark[] = [];
  #scrollTop = 0;

  attach(view: HTMLElement, list: HTMLElement): void {
    this.#view = view;
    this.#list = list;
  }

  /** From now on the end is what is to be seen. */
  followEnd(): void {
    this.isAtEnd = true;
    this.restore();
  }

  /** Notes what is in view; `hasMoreBelow` when the end of the list is not the end of the log. */
  note(hasMoreBelow: boolean): void {
    const view = this.#view;
    if (view === undefined) return;
    this.#scrollTop = view.scrollTop;
    this.isAtEnd = !hasMoreBelow && view.scrollHeight - view.clientHeight - view.scrollTop <= END_PX;
    this.#marks = this.isAtEnd ? [] : this.#visibleRows(view);
  }

  /** The same, just before the list changes: only a reader who has moved since is noted anew. */
  noteIfMoved(hasMoreBelow: boolean): void {
    if (this.#view !== undefined && this.#view.scrollTop !== this.#scrollTop) this.note(hasMoreBelow);
  }

  /** Puts back what was noted, after the list or the view changed. */
  restore(): void {
    const view = this.#view;
    if (view === undefined) return;
    if (this.isAtEnd) view.scrollTop = view.scrollHeight;
    else {
      const mark = this.#marks.find(({ row }) => row.isConnected);
      if (mark !== undefined) {
        const drift = topOf(mark.row) - topOf(view) - mark.top;
        if (Math.abs(drift) >= 0.5) view.scrollTop += drift;
      }
    }
    this.#scrollTop = view.scrollTop;
  }

  /** How many rows, from the first one that is held, end above the lower edge of the view. */
  rowsSeen(): number {
    const view = this.#view;
    // Half a pixel: heights are not whole numbers.
    return view === undefined ? 0 : this.#rowsAbove(view.getBoundingClientRect().bottom + 0.5);
  }

  #visibleRows(view: HTMLElement): Mark[] {
    const rows = this.#list?.children;
    if (rows === undefined) return [];
    const edge = topOf(view);
    const low = this.#rowsAbove(edge);
    const marks: Mark[] = [];
    for (let index = low; index < Math.min(low + MARKS, rows.length); index += 1) {
      const row = rows.item(index);
      if (row !== null) marks.push({ row, top: topOf(row) - edge });
    }
    // The line of a day goes up to its first message when older ones come; a message stays where it was said.
    return [...marks.filter(isMessage), ...marks.filter((mark) => !isMessage(mark))];
  }

  /** How many rows end above that height. */
  #rowsAbove(edge: number): number {
    const rows = this.#list?.children;
    let [low, high] = [0, rows?.length ?? 0];
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = rows?.item(middle);
      if (row !== null && row !== undefined && row.getBoundingClientRect().bottom <= edge) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isMessage({ row }: Mark): boolean {
  return row.classList.contains("message");
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
