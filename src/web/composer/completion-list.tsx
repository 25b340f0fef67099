import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isOfInputMethod } from "../input-method.ts";
import { type CompletionQuery, completionQuery } from "./completion-query.ts";
import type { CompletionItem, CompletionListProps } from "./completion-source.ts";
import { insertText } from "./insert-text.ts";

const COMPLETIONS_MAX = 8;

interface Offer {
  readonly query: CompletionQuery;
  readonly items: readonly CompletionItem[];
  /** -1: none is chosen yet. */
  readonly chosen: number;
}

/** The list above the field. It listens to the field's keys before the field does. */
export function CompletionList({ field, sources }: CompletionListProps) {
  const [offer, setOffer] = useState<Offer>();
  /** Counts what was looked for: an answer that comes late is dropped. */
  const searches = useRef(0);
  const listId = useId();
  const optionId = (index: number) => `${listId}-${index}`;

  useEffect(() => {
    const look = (event?: Event): void => {
      searches.current += 1;
      const current = searches.current;
      const isComposing = event instanceof InputEvent && event.isComposing;
      const hasCaret = document.activeElement === field && field.selectionStart === field.selectionEnd;
      const query = isComposing || !hasCaret ? undefined : completionQuery(field.value, field.selectionStart, sources);
      if (query === undefined) {
        setOffer(undefined);
        return;
      }
      Promise.resolve(query.source.find(query.text)).then(
        (found) => {
          if (current !== searches.current) return;
          const items = found.slice(0, COMPLETIONS_MAX);
          setOffer(items.length === 0 ? undefined : { query, items, chosen: query.isTentative ? -1 : 0 });
        },
        () => {
          if (current === searches.current) setOffer(undefined);
        },
      );
    };
    const followCaret = (): void => {
      setOffer((now) => (now === undefined || field.selectionStart === now.query.end ? now : undefined));
    };
    look();
    field.addEventListener("input", look);
    field.addEventListener("compositionend", look);
    field.addEventListener("blur", close);
    document.addEventListener("selectionchange", followCaret);
    return () => {
      field.removeEventListener("input", look);
      field.removeEventListener("compositionend", look);
      field.removeEventListener("blur", close);
      document.removeEventListener("selectionchange", followCaret);
    };
  }, [field, sources]);

  function close(): void {
    searches.current += 1;
    setOffer(undefined);
  }

  function insert({ query }: Offer, item: CompletionItem | undefined): void {
    if (item === undefined) return;
    close();
    // Who types fast has written on since the list was drawn.
    const now = completionQuery(field.value, field.selectionStart, sources);
    const end = now?.source === query.source && now.start === query.start ? now.end : query.end;
    insertText(field, query.source.insert(item), query.start, end);
  }

  // Not useEffect: a key that is pressed as soon as the list is seen is the list's.
  useLayoutEffect(() => {
    if (offer === undefined) return;
    const press = (event: KeyboardEvent): void => {
      if (isOfInputMethod(event) || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
      const { items, chosen } = offer;
      const isInsert = event.key === "Tab" || (event.key === "Enter" && chosen >= 0);
      if (event.key === "ArrowDown") setOffer({ ...offer, chosen: (chosen + 1) % items.length });
      else if (event.key === "ArrowUp") setOffer({ ...offer, chosen: (Math.max(chosen, 0) + items.length - 1) % items.length });
      else if (event.key === "Escape") close();
      else if (isInsert) insert(offer, items[Math.max(chosen, 0)]);
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    field.addEventListener("keydown", press, true);
    return () => field.removeEventListener("keydown", press, true);
  }, [field, offer]);

  // The field is not drawn by this component: its attributes are set by hand.
  useLayoutEffect(() => {
    if (offer === undefined) return;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", listId);
    if (offer.chosen >= 0) field.setAttribute("aria-activedescendant", optionId(offer.chosen));
    // In a low window the list scrolls.
    document.getElementById(optionId(Math.max(offer.chosen, 0)))?.scrollIntoView({ block: "nearest" });
    return () => {
      for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
    };
  }, [field, offer]);

  if (offer === undefined) return null;
  return (
    <div id={listId} class="completions" role="listbox" aria-label={offer.query.source.title()}>
      {offer.items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
        // biome-ignore lint/a11y/useFocusableInteractive: the same
        <div
          key={item.id}
          id={optionId(index)}
          class="completion"
          role="option"
          aria-selected={index === offer.chosen}
          // Pressing it must not take the focus.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => insert(offer, item)}
        >
          <span class="completion-picture" aria-hidden="true">
            {item.picture}
          </span>
          <span class="clip">{item.label}</span>
          {item.hint !== undefined && <span class="completion-hint clip">{item.hint}</span>}
        </div>
      ))}
    </div>
  );
}
