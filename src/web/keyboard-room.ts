/**
 * Gives the page the height that a phone's keyboard leaves. Chromium does so by itself (`interactive-widget`); iOS lays
 * the keyboard over the page and scrolls it away.
 */
export function leaveRoomForKeyboard(): void {
  const viewport = window.visualViewport;
  if (viewport === null) return;
  const fit = (): void => {
    const root = document.documentElement;
    // A user who has zoomed in wants to look around, not another layout.
    const isCovered = viewport.scale === 1 && window.innerHeight - viewport.height > 60;
    if (isCovered) root.style.setProperty("--page-height", `${viewport.height}px`);
    else root.style.removeProperty("--page-height");
    if (isCovered) window.scrollTo(0, 0);
  };
  viewport.addEventListener("resize", fit);
  viewport.addEventListener("scroll", fit);
}
