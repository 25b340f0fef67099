/**
 * Calls `onWake` when the network or the page may have come back to life, and `onDoubt` when the network may be gone; the result
 * stops it.
 */
export type WakeSource = (onWake: () => void, onDoubt?: () => void) => () => void;

/** The signals of a browser's window. Where there is no window, nothing ever wakes. */
export const windowWake: WakeSource = (onWake, onDoubt = () => {}) => {
  if (typeof window === "undefined" || typeof document === "undefined") return () => {};
  const onVisibility = (): void => {
    if (document.visibilityState === "visible") onWake();
  };
  window.addEventListener("online", onWake);
  window.addEventListener("offline", onDoubt);
  window.addEventListener("pageshow", onWake);
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    window.removeEventListener("online", onWake);
    window.removeEventListener("offline", onDoubt);
    window.removeEventListener("pageshow", onWake);
    document.removeEventListener("visibilitychange", onVisibility);
  };
};
