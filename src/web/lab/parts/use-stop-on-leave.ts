import { useEffect } from "preact/hooks";

/** Stops it when the tab gives way to another, and when the page is left: its guest signs out, and its sockets are closed. */
export function useStopOnLeave(run: { stop(): void }): void {
  useEffect(() => {
    const stop = (): void => run.stop();
    addEventListener("pagehide", stop);
    return () => {
      removeEventListener("pagehide", stop);
      stop();
    };
  }, [run]);
}
