let loading: Promise<void> | undefined;

/**
 * Applies the style sheet of what is opened later, which the browser has loaded ahead: nothing that is there from the start waits for it.
 * Ends when it is applied, or cannot be loaded.
 */
export function applyLaterStyles(): Promise<void> {
  loading ??= new Promise((resolve) => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="preload"][as="style"]');
    if (link === null) return resolve();
    link.onload = link.onerror = () => resolve();
    link.rel = "stylesheet";
  });
  return loading;
}
