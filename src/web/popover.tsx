import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface PopoverProps {
  /** What it belongs to: it stands beside it, or at the bottom of a phone. */
  readonly anchor: Element;
  readonly label: string;
  readonly role?: "menu" | "dialog";
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

const GAP_PX = 4;
const MARGIN_PX = 8;

/**
 * A small surface over everything else. Esc and a press elsewhere close it, and the browser gives the focus back. The focus begins on its first
 * button, and the arrow keys move among its buttons.
 */
export function Popover({ anchor, label, role = "dialog", onClose, children }: PopoverProps) {
  const surface = useRef<HTMLDivElement>(null);
  const isOpen = useRef(true);
  useLayoutEffect(() => {
    const shown = surface.current;
    if (shown === null) return;
    shown.showPopover();
    placeBeside(shown, anchor);
    shown.querySelector<HTMLElement>("button, input")?.focus();
    return () => {
      isOpen.current = false;
      if (shown.matches(":popover-open")) shown.hidePopover();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of the two above
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both take a label
    <div
      ref={surface}
      popover="auto"
      class="popover"
      role={role}
      aria-label={label}
      onToggle={(event) => {
        // The event comes late: by then something else may stand here.
        if (event.newState === "closed" && isOpen.current) onClose();
      }}
      onKeyDown={(event) => {
        if (moveAmongButtons(event.currentTarget, event.key)) event.preventDefault();
      }}
    >
      {children}
    </div>
  );
}

/** Below it, or above it where there is more room; never outside the window. The style sheet puts it at the bottom of a phone. */
function placeBeside(surface: HTMLElement, anchor: Element): void {
  const beside = anchor.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = surface;
  const isBelow = beside.bottom + GAP_PX + offsetHeight <= innerHeight - MARGIN_PX || beside.top < innerHeight / 2;
  const top = isBelow ? beside.bottom + GAP_PX : beside.top - GAP_PX - offsetHeight;
  const isRightToLeft = getComputedStyle(anchor).direction === "rtl";
  const left = isRightToLeft ? beside.left : beside.right - offsetWidth;
  surface.style.top = `${within(top, innerHeight - offsetHeight)}px`;
  surface.style.left = `${within(left, innerWidth - offsetWidth)}px`;
}

function within(value: number, max: number): number {
  return Math.max(MARGIN_PX, Math.min(value, max - MARGIN_PX));
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function moveAmongButtons(surface: HTMLElement, key: string): boolean {
  const buttons: readonly (Element | null)[] = [...surface.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const step = steps[key];
  if (step === undefined || at < 0) return false;
  const next = buttons[(at + step + buttons.length) % buttons.length];
  if (next instanceof HTMLElement) next.focus();
  return true;
}
