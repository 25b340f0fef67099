import { signal } from "@preact/signals";

/** A one-time link that was opened here: it makes an administrator, or sets a new password. */
export interface OpenedAccountLink {
  readonly kind: "administrator" | "reset";
  readonly code: string;
}

/** Until it is used or declined. */
export const openedAccountLink = signal<OpenedAccountLink | undefined>(undefined);
