import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { startWhenIdle } from "../when-idle.ts";

/** Copies rows of the log as they are seen. Before that is loaded, the browser copies by itself. */
export function useRowCopy(list: RefObject<HTMLElement | null>): void {
  useEffect(
    () =>
      startWhenIdle(async () => {
        const { followCopies } = await import("./copy-rows.ts");
        return () => followCopies(list);
      }),
    [],
  );
}
