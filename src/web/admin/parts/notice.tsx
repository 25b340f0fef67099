import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../../icons.tsx";

const SHOWN_MS = 6_000;

const notice = signal<{ readonly text: string; readonly number: number }>({ text: "", number: 0 });

/** Tells that something was done: at the foot of the page for a while, and to screen readers. */
export function tell(text: string): void {
  notice.value = { text, number: notice.peek().number + 1 };
}

export function Notice() {
  const { text, number } = notice.value;
  useEffect(() => {
    if (text === "") return undefined;
    const timer = setTimeout(() => {
      notice.value = { text: "", number };
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text, number]);
  return (
    <div class="notice-place" role="status">
      {text !== "" && (
        <p key={number} class="notice">
          <Icon name="check" />
          <span>{text}</span>
        </p>
      )}
    </div>
  );
}
