import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { EmojiPicker } from "../emoji/emoji-picker.tsx";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { insertText } from "./insert-text.ts";

/** Opens the picker, and puts what was picked where the caret is. */
export function EmojiButton({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const button = useRef<HTMLButtonElement>(null);
  const picked = useRef<string | undefined>(undefined);
  const [isOpen, setOpen] = useState(false);
  const label = words.value.composer.emoji;
  // The field can take the focus only when the dialog is gone.
  useLayoutEffect(() => {
    if (isOpen || field.current === null || picked.current === undefined) return;
    insertText(field.current, picked.current);
    picked.current = undefined;
  }, [isOpen]);

  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button emoji-opener"
        aria-label={label}
        aria-haspopup="dialog"
        title={label}
        onClick={() => setOpen(true)}
      >
        <Icon name="smile" />
      </button>
      {isOpen && (
        <EmojiPicker
          anchor={button.current}
          onClose={() => setOpen(false)}
          onPick={(emoji) => {
            picked.current = emoji;
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
