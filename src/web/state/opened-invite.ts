import { signal } from "@preact/signals";

/** An invite link that was opened here. */
export interface OpenedInvite {
  readonly code: string;
  /** Whether the user has signed in in order to join: then they are not asked again. */
  readonly isAccepted: boolean;
}

/** Until the user has joined or declined. */
export const openedInvite = signal<OpenedInvite | undefined>(undefined);
