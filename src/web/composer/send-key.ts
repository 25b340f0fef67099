/** The relevant part of a key event. */
export type PressedKey = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

/** While an input method composes, Enter chooses a candidate; Safari tells that by this keyCode only. */
const KEY_CODE_OF_INPUT_METHOD = 229;

/** Enter sends, unless it breaks the line (with Shift, or on touch) or belongs to an input method. */
export function isSendKey({ key, shiftKey, isComposing, keyCode }: PressedKey, isTouch: boolean): boolean {
  return key === "Enter" && !shiftKey && !isComposing && keyCode !== KEY_CODE_OF_INPUT_METHOD && !isTouch;
}
