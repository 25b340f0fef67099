import { isOfInputMethod } from "../input-method.ts";

/** The relevant part of a key event. */
export type PressedKey = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

/** Enter sends, unless it breaks the line (with Shift, or on touch) or belongs to an input method. */
export function isSendKey(event: PressedKey, isTouch: boolean): boolean {
  return event.key === "Enter" && !event.shiftKey && !isOfInputMethod(event) && !isTouch;
}
