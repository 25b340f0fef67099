/** Safari tells by this keyCode only that a key belongs to an input method. */
const KEY_CODE_OF_INPUT_METHOD = 229;

/** While an input method composes, Enter, Tab and the arrows choose a candidate of it. */
export function isOfInputMethod({ isComposing, keyCode }: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return isComposing || keyCode === KEY_CODE_OF_INPUT_METHOD;
}
