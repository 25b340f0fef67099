const GAP_PX = 8;

/** Puts a dialog above what opened it, or below where there is no room, and inside the page. The style sheet decides on a phone. */
export function placeBeside(dialog: HTMLElement, anchor: Element): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = dialog.getBoundingClientRect();
  const left = Math.min(Math.max(GAP_PX, at.right - width), innerWidth - width - GAP_PX);
  const above = at.top - height - GAP_PX;
  const top = above >= GAP_PX ? above : Math.min(at.bottom + GAP_PX, innerHeight - height - GAP_PX);
  dialog.style.setProperty("--left", `${Math.max(GAP_PX, left)}px`);
  dialog.style.setProperty("--top", `${Math.max(GAP_PX, top)}px`);
}
