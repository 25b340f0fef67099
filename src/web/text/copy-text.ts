import { inTime } from "../state/patience.ts";

/** Copies an element's text. The clipboard is absent on plain HTTP. There the old command still works, on what is selected. */
export async function copyTextOf(element: HTMLElement): Promise<boolean> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return copySelected(element);
  try {
    await inTime(clipboard.writeText(element.textContent ?? ""));
    return true;
  } catch {
    return copySelected(element);
  }
}

function copySelected(element: HTMLElement): boolean {
  getSelection()?.selectAllChildren(element);
  return document.execCommand("copy");
}
