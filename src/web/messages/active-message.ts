import { signal } from "@preact/signals";

/** The row that is pointed at or has the focus: only that one has buttons. */
export const activeKey = signal<string | undefined>(undefined);
/** The row whose menu is open: it keeps its buttons while the pointer is in the menu. */
export const menuKey = signal<string | undefined>(undefined);
/** The row whose menu a long press asks for. */
export const pressedKey = signal<string | undefined>(undefined);
