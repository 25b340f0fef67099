import type { ComponentType } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

interface Tab {
  /** Also the address after the `#`. */
  readonly id: string;
  readonly name: string;
  readonly Content: ComponentType;
}

/** One of several at a time; the arrow keys go from one to the next. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const shownId = useFragment();
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = tabs.findIndex(({ id }) => id === shownId);
  const shown = found === -1 ? 0 : found;
  const tab = tabs[shown];
  if (tab === undefined) return null;

  const go = (place: number): void => {
    const next = tabs.at(place % tabs.length);
    if (next !== undefined) location.replace(`#${next.id}`);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[(place + tabs.length) % tabs.length]?.focus();
  };
  return (
    <>
      <div
        ref={list}
        class="tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={({ key }) => {
          if (key === "ArrowRight") go(shown + 1);
          if (key === "ArrowLeft") go(shown - 1);
        }}
      >
        {tabs.map(({ id, name }, place) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${prefix}-${id}`}
            class="tab"
            aria-selected={place === shown}
            aria-controls={`${prefix}-panel`}
            tabIndex={place === shown ? 0 : -1}
            onClick={() => location.replace(`#${id}`)}
          >
            {name}
          </button>
        ))}
      </div>
      <section key={tab.id} class="tab-panel" id={`${prefix}-panel`} role="tabpanel" aria-labelledby={`${prefix}-${tab.id}`}>
        <tab.Content />
      </section>
    </>
  );
}

function useFragment(): string {
  const [fragment, setFragment] = useState(location.hash.slice(1));
  useEffect(() => {
    const update = (): void => setFragment(location.hash.slice(1));
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  return fragment;
}
