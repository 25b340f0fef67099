/** Puts a text in the place of a part of the field's text, as if it was typed: undo takes it back, and the field's `input` event comes. */
export function insertText(
  field: HTMLTextAreaElement,
  text: string,
  start = field.selectionStart,
  end = field.selectionEnd,
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // The old command is the only way that keeps what can be undone.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}
