import { inOrder } from "../conversations/conversation-order.ts";
import { isOfInputMethod } from "../input-method.ts";
import { moveShownLog } from "../messages/shown-log.ts";
import type { Chat } from "../state/chat.ts";
import { openDialog, show } from "../state/navigation.ts";

/** The keys of the whole page. What a field, a menu or a dialog does with a key goes first. */
export function followShortcuts(chat: Chat): () => void {
  const press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isOfInputMethod(event) || document.querySelector("dialog[open], :popover-open") !== null)
      return;
    if (act(chat, event)) event.preventDefault();
    else if (writes(event)) document.querySelector<HTMLElement>("[data-writing-field]")?.focus();
  };
  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}

/** Returns whether the key is a shortcut. */
function act(chat: Chat, event: KeyboardEvent): boolean {
  const { key, altKey, shiftKey } = event;
  const isCommand = (event.ctrlKey || event.metaKey) && !altKey && !shiftKey;
  const conversation = chat.shown.peek();
  if (isCommand && key === "k") openDialog({ kind: "switcher" });
  // The browser's own search sees what is loaded only.
  else if (isCommand && key === "f" && conversation !== undefined) openDialog({ kind: "search", conversation });
  else if (isCommand && key === "/") openDialog({ kind: "shortcuts" });
  else if (event.ctrlKey || event.metaKey) return false;
  else if (altKey && (key === "ArrowUp" || key === "ArrowDown")) showNeighbour(chat, key === "ArrowUp" ? -1 : 1, shiftKey);
  else if (altKey) return false;
  else if (key === "?" && !isField(event.target)) openDialog({ kind: "shortcuts" });
  else if (key === "Escape") moveShownLog("End");
  else return false;
  return true;
}

/** The next conversation of the list, or the next with something unread; after the last comes the first. */
function showNeighbour(chat: Chat, step: -1 | 1, isUnreadOnly: boolean): void {
  const all = inOrder([...chat.conversations.peek().values()]);
  const shown = all.findIndex(({ id }) => id === chat.shown.peek()?.id);
  const from = shown < 0 && step < 0 ? 0 : shown; // an archived one is not in the list
  for (let count = 1; count < all.length; count += 1) {
    const next = all[(from + step * count + count * all.length) % all.length];
    if (next === undefined || (isUnreadOnly && chat.countedUnreadOf(next) === 0)) continue;
    show(next.id);
    return;
  }
}

/** A character that is typed outside of every field is meant for the message. A space presses what has the focus. */
function writes({ key, altKey, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  return [...key].length === 1 && key !== " " && !altKey && !ctrlKey && !metaKey && !isField(target);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, audio, video") !== null;
}
