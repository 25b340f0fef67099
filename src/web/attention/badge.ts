import { effect } from "@preact/signals";
import type { Chat } from "../state/chat.ts";
import { noticeLevel } from "../state/preferences.ts";
import { callCount } from "./call-count.ts";

const ICON = "/icon.svg";
/** In the icon's own units; the colour that means "look here". */
const DOT = '<circle cx="48" cy="48" r="16" fill="#fff"/><circle cx="48" cy="48" r="12.5" fill="#f2604a"/></svg>';

/** Puts a dot on the icon of the tab, and a number on the icon of the installed page, while something calls the user. The result stops it. */
export function showBadge(chat: Chat): () => void {
  let marked: string | undefined;
  let isStopped = false;
  const apply = (count: number): void => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link !== null) link.href = count > 0 && marked !== undefined ? marked : ICON;
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
    // Without a permission that browsers give to installed pages it is refused, and then there is no icon to mark.
    badge.setAppBadge?.(count).catch(() => {});
  };
  const count = (): number => callCount(chat, noticeLevel.value);
  const stop = effect(() => apply(count()));
  fetch(ICON)
    .then(async (answer) => {
      if (!answer.ok || isStopped) return;
      marked = `data:image/svg+xml,${encodeURIComponent((await answer.text()).replace(/<\/svg>\s*$/, DOT))}`;
      apply(callCount(chat, noticeLevel.peek()));
    })
    .catch(() => {}); // the title counts all the same
  return () => {
    isStopped = true;
    stop();
    apply(0);
  };
}
