/** Closer to the end than this is at the end. */
const END_PX = 32;
const MARKS = 6;

interface Mark {
  readonly row: Element;
  /** Below the top edge of the view. */
  readonly top: number;
}

/**
 * Keeps the visible rows in place while rows around them are added, removed or change their height.
 * At the end of the log it keeps the end in view instead. The browsers' own anchoring is off: they do not agree on it.
 */
export class ScrollAnchor {
  isAtEnd = true;
  #view: HTMLElement | undefined;
  #list: HTMLElement | undefined;
  /** Rows in view, those that keep their place in the log first: the first one that is still there decides. */
  #marks: readonly Mark[] = [];
  #scrollTop = 0;
  #layout = "";

  attach(view: HTMLElement, list: HTMLElement): void {
    this.#view = view;
    this.#list = list;
  }

  /** From now on the end stays in view. */
  followEnd(): void {
    this.isAtEnd = true;
    this.restore();
  }

  /** From now on the visible rows stay in view, though they are the end. */
  hold(): void {
    if (this.#view === undefined || !this.isAtEnd) return;
    this.isAtEnd = false;
    this.#marks = this.#visibleRows(this.#view);
  }

  /** Puts a row so far below the top edge of the view. */
  place(row: Element, top: number): void {
    this.isAtEnd = false;
    this.#marks = [{ row, top }];
    this.restore();
  }

  /** The first message in view, as an index of the list, and how far below the top edge of the view it is. */
  get firstInView(): { readonly index: number; readonly top: number } | undefined {
    const [mark] = this.#marks;
    if (mark === undefined || !mark.row.isConnected) return undefined;
    return { index: [...(this.#list?.children ?? [])].indexOf(mark.row), top: mark.top };
  }

  /** Whether the view is elsewhere than it was put. */
  get hasMoved(): boolean {
    return this.#view !== undefined && this.#view.scrollTop !== this.#scrollTop;
  }

  /**
   * Whether it was the reader who moved it. When its size has changed, or the height of what is in it, the browser may have moved
   * it by itself, and for a moment to anywhere.
   */
  get isReadersMove(): boolean {
    return this.hasMoved && this.#layout === this.#readLayout();
  }

  /** Notes the visible rows; `hasMoreBelow` when the end of the list is not the end of the log. */
  note(hasMoreBelow: boolean): void {
    const view = this.#view;
    if (view === undefined || view.clientHeight === 0) return;
    this.#scrollTop = view.scrollTop;
    this.#layout = this.#readLayout();
    this.isAtEnd = !hasMoreBelow && view.scrollHeight - view.clientHeight - view.scrollTop <= END_PX;
    this.#marks = this.isAtEnd ? [] : this.#visibleRows(view);
  }

  /** The same, just before the list changes: only a reader who has moved since is noted anew. */
  noteIfMoved(hasMoreBelow: boolean): void {
    if (this.isReadersMove) this.note(hasMoreBelow);
  }

  /** Restores the noted position, after the list or the view changed. */
  restore(): void {
    const view = this.#view;
    if (view === undefined || view.clientHeight === 0) return;
    if (this.isAtEnd) view.scrollTop = view.scrollHeight;
    else {
      const mark = this.#marks.find(({ row }) => row.isConnected);
      if (mark !== undefined) {
        const drift = topOf(mark.row) - topOf(view) - mark.top;
        if (Math.abs(drift) >= 0.5) view.scrollTop += drift;
      }
    }
    this.#scrollTop = view.scrollTop;
    this.#layout = this.#readLayout();
  }

  /** How many rows, from the first one that is held, end above the lower edge of the view. */
  rowsSeen(): number {
    const view = this.#view;
    // Half a pixel: heights are not whole numbers.
    return view === undefined ? 0 : this.#rowsAbove(view.getBoundingClientRect().bottom + 0.5);
  }

  #readLayout(): string {
    const view = this.#view;
    return view === undefined ? "" : `${view.clientWidth} ${view.clientHeight} ${view.scrollHeight}`;
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
    // A row that begins above the edge may grow across it. The line of a day goes up to its first message when older ones come;
    // a message stays where it was said.
    return marks.toSorted((one, other) => rank(one) - rank(other));
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

function rank({ row, top }: Mark): number {
  if (!row.classList.contains("message")) return 2;
  return top >= 0 ? 0 : 1;
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
