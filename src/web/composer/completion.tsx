import type { ComponentType, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CompletionListProps, CompletionSource } from "./completion-source.ts";

interface CompletionProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** The same list in every render, or the search begins anew. */
  sources: readonly CompletionSource[];
}

/**
 * Completes words in a text field. Arrows choose, Tab and Enter insert, Esc closes; the focus stays in the field. The list is
 * loaded when one of the triggers is typed first.
 */
export function Completion({ field, sources }: CompletionProps) {
  const [loaded, setLoaded] = useState<{ readonly List: ComponentType<CompletionListProps> }>();
  useEffect(() => {
    const element = field.current;
    if (element === null || loaded !== undefined) return;
    const look = (): void => {
      if (!sources.some(({ trigger }) => element.value.includes(trigger))) return;
      // Without it the field works as before, and the next letter tries again.
      import("./completion-list.tsx").then(
        ({ CompletionList }) => setLoaded({ List: CompletionList }),
        () => {},
      );
    };
    element.addEventListener("input", look);
    return () => element.removeEventListener("input", look);
  }, [loaded, sources]);

  return loaded === undefined || field.current === null ? null : <loaded.List field={field.current} sources={sources} />;
}
