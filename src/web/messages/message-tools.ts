import { lazy } from "../lazy.tsx";

/** What is used on a message, and not to read it. */
export const EditForm = lazy(async () => (await import("./edit-form.tsx")).EditForm);
export const MessageMenu = lazy(async () => (await import("./message-menu.tsx")).MessageMenu);
export const Seen = lazy(async () => (await import("./seen.tsx")).Seen);
export const ReactionPicker = lazy(async () => (await import("./reaction-picker.tsx")).ReactionPicker);

export function preloadMessageTools(): void {
  for (const tool of [EditForm, MessageMenu, ReactionPicker]) tool.preload();
}
