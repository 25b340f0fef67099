import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "./i18n/words.ts";
import { Icon } from "./icons.tsx";
import { closeDrawer, type Drawer as DrawerName, drawer } from "./state/navigation.ts";

/** A column of the wide screen, as a drawer. Esc, the back button, the cross and a click beside it close it. */
export function Drawer({ name, label, children }: { name: DrawerName; label: string; children: ComponentChildren }) {
  if (drawer.value !== name) return null;
  return (
    <OpenDrawer name={name} label={label}>
      {children}
    </OpenDrawer>
  );
}

function OpenDrawer({ name, label, children }: { name: DrawerName; label: string; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc, which the browser sees to
    <dialog
      ref={dialog}
      class={`drawer drawer-${name}`}
      aria-label={label}
      onClose={() => {
        if (drawer.value === name) closeDrawer();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <button type="button" class="icon-button drawer-close" aria-label={words.value.common.close} onClick={closeDrawer}>
        <Icon name="close" />
      </button>
      {children}
    </dialog>
  );
}
