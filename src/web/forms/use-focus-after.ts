import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Whenever `change` is another value, the first button of the row has the focus: the button that had it has gone. */
export function useFocusAfter(change: boolean | number, row: RefObject<HTMLElement | null>): void {
  const before = useRef(change);
  useEffect(() => {
    if (before.current !== change) row.current?.querySelector("button")?.focus();
    before.current = change;
  }, [change]);
}
