import { signal } from "@preact/signals";
import type { Room } from "../../client/index.ts";

export type OpenDialog =
  | { readonly kind: "new-room" | "find-rooms" | "settings" | "device-link" | "sign-out" }
  | { readonly kind: "leave-room" | "invite"; readonly room: Room };

/** One at a time. */
export const openDialog = signal<OpenDialog | undefined>(undefined);

export function closeDialog(): void {
  openDialog.value = undefined;
}
