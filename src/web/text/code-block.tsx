import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { copyTextOf } from "./copy-text.ts";

const COPIED_SHOWN_MS = 2_000;

/** Code as it was written. `language` is what its author called it, and may be empty. */
export function CodeBlock({ language, children }: { language: string; children: ComponentChildren }) {
  const code = useRef<HTMLElement>(null);
  const [isCopied, setCopied] = useState(false);
  const say = words.value.text;
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  return (
    <div class={language === "" ? "code-block unnamed" : "code-block"}>
      <div class="code-head" data-copied="never">
        <span translate={false} class="clip">
          {language}
        </span>
        <span class="hidden-text" role="status">
          {isCopied && say.copied}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label={say.copyCode}
          title={say.copyCode}
          onClick={() => {
            if (code.current !== null) void copyTextOf(code.current).then(setCopied);
          }}
        >
          <Icon name={isCopied ? "check" : "copy"} />
        </button>
      </div>
      {/* A keyboard scrolls what has the focus. */}
      <pre translate={false} dir="ltr" tabIndex={0}>
        <code ref={code}>{children}</code>
      </pre>
    </div>
  );
}
