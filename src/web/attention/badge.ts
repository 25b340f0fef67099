import { effect, untracked } from "@preact/signals";
import { systemClock } from "../../client/index.ts";
import type { Chat } from "../state/chat.ts";
import { noticeLevel } from "../state/preferences.ts";
import { callCount } from "./call-count.ts";

const ICON = "./icon.svg";
/** In the icon's own units; the colour that means "look here". */
const DOT = '<circle cx="48" cy="48" r="16" fill="#fff"/><circle cx="48" cy="48" r="12.5" fill="#f2604a"/></svg>';

/** A message that is read as it arrives must not change the icon twice. */
const SETTLE_MS = 300;

/** Puts a dot on the icon of the tab, and a number on the icon of the installed page, while something calls the user. The result stops it. */
export function showBadge(chat: Chat): () => void {
  let marked: string | undefined;
  let isStopped = false;
  let shown = 0;
  let cancel: (() => void) | undefined;
  const mark = (): void => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link !== null) link.href = shown > 0 && marked !== undefined ? marked : ICON;
  };
  const apply = (count: number): void => {
    if (count === shown) return;
    shown = count;
    mark();
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
    // Without a permission that browsers give to installed pages it is refused, and then there is no icon to mark.
    badge.setAppBadge?.(count).catch(() => {});
  };
  const count = (): number => callCount(chat, noticeLevel.value);
  const stop = effect(() => {
    count();
    cancel ??= systemClock.after(SETTLE_MS, () => {
      cancel = undefined;
      apply(untracked(count));
    });
  });
  fetch(ICON)
    .then(async (answer) => {
      if (!answer.ok || isStopped) return;
      marked = `data:image/svg+xml,${encodeURIComponent((await answer.text()).replace(/<\/svg>\s*$/, DOT))}`;
      if (shown > 0) mark();
    })
    .catch(() => {}); // the title counts all the same
  return () => {
    isStopped = true;
    stop();
    cancel?.();
    apply(0);
  };
}
