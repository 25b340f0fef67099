import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { isOfInputMethod } from "../input-method.ts";
import { isTouch } from "../state/environment.ts";
import { EmojiGrid } from "./emoji-grid.tsx";
import type { EmojiTable } from "./emoji-table.ts";
import { loadEmoji } from "./load-emoji.ts";
import { nextInGrid } from "./next-in-grid.ts";
import type { EmojiPickerProps } from "./picker-props.ts";
import { placeBeside } from "./place-beside.ts";
import { noteRecentEmoji, recentEmoji } from "./recent-emoji.ts";
import { emojiWords } from "./words.ts";

const FOUND_MAX = 96;
const GROUP_SIGNS = ["😀", "👋", "🐟", "🍎", "🚲", "⚽", "💡", "❤️", "🏁"];

/** Beside what opened it, or a sheet on a phone. Arrows go through the emoji, Enter picks one, Esc closes. */
export function PickerDialog({ onPick, onClose, anchor }: EmojiPickerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const isOpen = useRef(true);
  const [table, setTable] = useState<EmojiTable>();
  const [hasFailed, setFailed] = useState(false);
  const [query, setQuery] = useState("");
  const [group, setGroup] = useState(0);
  const say = emojiWords.value;

  // Not useEffect: a dialog gives the focus back only as long as it is in the page.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    if (shown !== null && anchor) placeBeside(shown, anchor);
    // On a touch screen the keyboard would cover the sheet.
    if (isTouch.value) shown?.focus();
    else search.current?.focus();
    return () => {
      isOpen.current = false;
      shown?.close();
    };
  }, []);
  useEffect(() => {
    loadEmoji().then(setTable, () => setFailed(true));
  }, []);

  function pick(emoji: string): void {
    noteRecentEmoji(emoji);
    onPick(emoji);
  }

  const found = table?.find(query, FOUND_MAX) ?? [];
  const isSearching = query.trim() !== "";

  function pressed(event: KeyboardEvent): void {
    // What the picker stands in has keys of its own.
    event.stopPropagation();
    if (isOfInputMethod(event)) return;
    const isInSearch = event.target === search.current;
    if (isInSearch && event.key === "Enter") {
      event.preventDefault();
      const [best] = found;
      if (best !== undefined) pick(best.emoji);
      return;
    }
    const buttons = [...(dialog.current?.querySelectorAll<HTMLElement>(".emoji-button") ?? [])];
    if (isInSearch && event.key === "ArrowDown") {
      event.preventDefault();
      buttons[0]?.focus();
      return;
    }
    const from = buttons.indexOf(event.target as HTMLElement);
    if (from < 0) return;
    const to = nextInGrid(buttons, from, event.key);
    if (to === undefined) {
      if (event.key.length === 1 && event.key !== " ") search.current?.focus();
      return;
    }
    event.preventDefault();
    (buttons[to] ?? search.current)?.focus();
  }

  return (
    <dialog
      ref={dialog}
      class="emoji-picker"
      aria-label={say.title}
      tabIndex={-1}
      onClose={() => {
        if (isOpen.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
      onKeyDown={pressed}
    >
      <div class="emoji-body">
        <div class="emoji-head">
          <div class="search">
            <Icon name="search" />
            <input
              ref={search}
              class="input"
              type="search"
              dir="auto"
              autocomplete="off"
              enterkeyhint="done"
              aria-label={say.search}
              placeholder={say.search}
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </div>
          <button type="button" class="icon-button" aria-label={words.value.common.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        <div class="emoji-groups" hidden={isSearching}>
          {say.groups.map((name, index) => (
            <button
              key={index}
              type="button"
              aria-label={name}
              aria-pressed={index === group}
              title={name}
              onClick={() => setGroup(index)}
            >
              {GROUP_SIGNS[index]}
            </button>
          ))}
        </div>
        <div class="emoji-list" key={isSearching ? "found" : group}>
          {table === undefined && (
            <p class="empty-hint">{hasFailed ? words.value.errors.unavailable : words.value.common.loading}</p>
          )}
          {table !== undefined && isSearching && (
            <>
              <EmojiGrid title={say.found} emoji={found} onPick={pick} />
              <p class="empty-hint" role="status">
                {found.length === 0 && say.noneFound}
              </p>
            </>
          )}
          {table !== undefined && !isSearching && (
            <>
              {group === 0 && (
                <EmojiGrid title={say.recent} emoji={recentEmoji().flatMap((emoji) => table.get(emoji) ?? [])} onPick={pick} />
              )}
              <EmojiGrid title={say.groups[group] ?? ""} emoji={table.groups[group] ?? []} onPick={pick} />
            </>
          )}
        </div>
      </div>
    </dialog>
  );
}
