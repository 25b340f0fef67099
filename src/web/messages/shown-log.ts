/** The view of the log that is shown, for keys that were pressed in the field below it. */
let view: HTMLElement | undefined;

export function setShownLog(element: HTMLElement | undefined): void {
  view = element;
}

/** Moves the log by most of a page, as PageUp and PageDown in it do. */
export function pageShownLog(direction: "up" | "down"): void {
  if (view !== undefined) view.scrollBy({ top: (direction === "up" ? -0.875 : 0.875) * view.clientHeight });
}
