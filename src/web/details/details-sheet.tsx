import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { areDetailsOpen, closeDetails } from "../state/navigation.ts";
import { Details } from "./details.tsx";

/** The details where they have no column: at the side of a tablet, at the foot of a phone. Esc, Back, the cross and a click beside it close it. */
export function DetailsSheet({ conversation }: { conversation: Conversation }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector<HTMLElement>("h2")?.focus(); // not the cross
    return () => shown?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc, which the browser sees to
    <dialog
      ref={dialog}
      class="details-sheet"
      aria-label={words.value.details.title}
      onClose={() => {
        if (areDetailsOpen.value) closeDetails();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <button type="button" class="icon-button details-close" aria-label={words.value.common.close} onClick={closeDetails}>
        <Icon name="close" />
      </button>
      <Details conversation={conversation} />
    </dialog>
  );
}
