import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";

/** A dialog in the middle. Esc, the cross and a click beside it close it; the browser keeps and restores the focus. */
export function Modal({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const isOpen = useRef(true);
  // Not useEffect: a dialog gives the focus back only as long as it is in the page.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      isOpen.current = false;
      shown?.close();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc, which the browser sees to
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={titleId}
      onClose={() => {
        // It comes late: by then another dialog may stand in this one's place.
        if (isOpen.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="modal-body">
        <header class="modal-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="icon-button" aria-label={words.value.common.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
