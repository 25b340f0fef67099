import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { language } from "../state/preferences.ts";
import { type Tab, tabGroups } from "./tab-list.ts";
import { inLanguage } from "./tab-words.ts";

interface TabStripProps {
  readonly label: string;
  readonly shown: Tab;
  readonly panelId: string;
}

/**
 * The tabs by groups: a column beside the content, or a strip above it on a narrow screen. Each is a link, so that it has an address and a
 * place in the history. The arrow keys only move the focus: a tab may hold a live connection, which passing by must not end.
 */
export function TabStrip({ label, shown, panelId }: TabStripProps) {
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const isColumn = useMedia("(width >= 60em)");
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shown]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
    const place = links.indexOf(event.target as HTMLElement);
    const next = placeAfter(event.key, place, links.length);
    if (event.key === " ") links[place]?.click();
    else if (next !== undefined) links[next]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      class="lab-tabs"
      role="tablist"
      aria-label={label}
      aria-orientation={isColumn ? "vertical" : "horizontal"}
      onKeyDown={onKeyDown}
    >
      {tabGroups.map((group) => (
        <div key={group.id} class="tab-group" role="presentation">
          <span class="tab-group-name" id={`${prefix}-${group.id}`} aria-hidden="true">
            {inLanguage(group.name, language.value)}
          </span>
          {group.tabs.map((tab) => (
            <a
              key={tab.id}
              role="tab"
              id={tabElementId(tab, panelId)}
              class="tab"
              href={`#${tab.id}`}
              aria-selected={tab === shown}
              aria-controls={tab === shown ? panelId : undefined}
              aria-describedby={`${prefix}-${group.id}`}
              tabIndex={tab === shown ? 0 : -1}
            >
              {inLanguage(tab.name, language.value)}
            </a>
          ))}
        </div>
      ))}
    </div>
  );
}

/** By which the panel is called. */
export function tabElementId(tab: Tab, panelId: string): string {
  return `${panelId}-${tab.id}`;
}

function placeAfter(key: string, place: number, count: number): number | undefined {
  const isRightToLeft = document.documentElement.dir === "rtl";
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "ArrowDown" || key === (isRightToLeft ? "ArrowLeft" : "ArrowRight")) return (place + 1) % count;
  if (key === "ArrowUp" || key === (isRightToLeft ? "ArrowRight" : "ArrowLeft")) return (place + count - 1) % count;
  return undefined;
}

function useMedia(query: string): boolean {
  const [isTrue, setIsTrue] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const update = (): void => setIsTrue(media.matches);
    media.addEventListener("change", update);
    return () => media.removeEventListener("change", update);
  }, [query]);
  return isTrue;
}
