import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { isTouch } from "../state/environment.ts";

/**
 * A dialog in the middle. Esc, the cross and a click beside it close it; the browser gives the focus back to what opened it.
 * The focus begins in the first field, or else on the first button of the foot, which is the harmless one. On a touch screen
 * a field would bring up the keyboard over the dialog: there the title has the focus.
 */
export function Modal({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  const isOpen = useRef(true);
  // Not useEffect: a dialog gives the focus back only as long as it is in the page.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    heading.current?.focus();
    return () => {
      isOpen.current = false;
      shown?.close();
    };
  }, []);
  // Again with each render: some contents come late. A focus that the reader moved stays.
  useLayoutEffect(() => {
    const isUnmoved = heading.current !== null && document.activeElement === heading.current;
    if (isUnmoved && dialog.current !== null) firstFocusIn(dialog.current)?.focus();
  });

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc, which the browser sees to
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={titleId}
      onClose={() => {
        // The event comes late: by then another dialog may be open here.
        if (isOpen.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="modal-body">
        <header class="modal-head">
          <h2 ref={heading} id={titleId} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" class="icon-button" aria-label={words.value.common.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

const FIELDS = "select, input[type=radio]:checked, input:not([type=radio], [type=file], [readonly]), textarea";

function firstFocusIn(dialog: HTMLElement): HTMLElement | null {
  const field = dialog.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(FIELDS);
  if (field === null) return dialog.querySelector<HTMLElement>(".modal-foot button");
  const opensKeyboard = !["radio", "checkbox", "select-one"].includes(field.type);
  return isTouch.value && opensKeyboard ? null : field;
}
