import { inTime } from "../state/patience.ts";

/** Copies a field's text. The clipboard is absent on plain HTTP; there the old command still works. */
export async function copyFrom(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  field.select();
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return document.execCommand("copy");
  try {
    await inTime(clipboard.writeText(field.value));
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

/** Copies a text that no field shows. */
export async function copyText(text: string): Promise<void> {
  const field = document.createElement("textarea"); // an input would drop the line breaks
  field.value = text;
  field.setAttribute("readonly", "");
  field.className = "hidden-text";
  document.body.append(field);
  await copyFrom(field);
  field.remove();
}
