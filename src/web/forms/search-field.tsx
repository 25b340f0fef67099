import { useEffect, useState } from "preact/hooks";
import { Icon } from "../icons.tsx";

const PAUSE_MS = 200;

/** Reports the search text after a pause in typing. */
export function SearchField({ label, onSearch }: { label: string; onSearch: (query: string) => void }) {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <div class="search">
      <Icon name="search" />
      <input
        class="input"
        type="search"
        dir="auto"
        autocomplete="off"
        aria-label={label}
        placeholder={label}
        value={text ?? ""}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  );
}
