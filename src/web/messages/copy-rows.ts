import { selectedText } from "../text/selected-text.ts";

const ISOLATES = /[\u2068\u2069]/g;

/**
 * Copies rows of the log as they are seen: "ann 12:03 hello", a line for each message, with the line breaks, lists
 * and quotes that the message itself has. Text for screen readers only stays out. A selection inside one message is that text alone. The result ends it.
 */
export function followCopies(list: { readonly current: HTMLElement | null }): () => void {
  const copy = (event: ClipboardEvent): void => {
    const selection = document.getSelection();
    const isInField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (isInField || selection === null || selection.isCollapsed || list.current === null) return;
    const text = rowsAsText(selection, list.current) ?? withoutIsolates(selection.toString());
    if (text === undefined) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", copy);
  return () => document.removeEventListener("copy", copy);
}

interface Line {
  /** Author and time, of a message. */
  readonly head: string | undefined;
  readonly text: string;
}

function rowsAsText(selection: Selection, list: HTMLElement): string | undefined {
  const lines: Line[] = [];
  for (let index = 0; index < selection.rangeCount; index += 1) {
    const range = selection.getRangeAt(index);
    for (const row of list.children) if (range.intersectsNode(row)) lines.push(...lineOf(row, range));
  }
  if (lines.length === 0) return undefined;
  if (lines.length === 1) return lines[0]?.text;
  return lines.map(({ head, text }) => (head === undefined ? text : `${head} ${text}`)).join("\n");
}

function lineOf(row: Element, range: Range): Line[] {
  if (row.classList.contains("unread-line")) return [];
  const [author, time] = [".author", "time"].map((part) => row.querySelector(part)?.textContent);
  const body = row.querySelector(".message-text");
  if (body === null && author !== undefined) return [{ head: `${author} ${time}`, text: fileNamesOf(row) }];
  const text = selectedIn(body ?? row.querySelector(".folded-note") ?? row, range);
  if (text === "") return [];
  if (body === null) return [{ head: undefined, text: text.replace(ISOLATES, "") }];
  return [{ head: `${author} ${time}`, text }];
}

/** What a message without text is made of. */
function fileNamesOf(row: Element): string {
  const files = row.querySelectorAll<HTMLElement>(".files :is(img, bdi, audio, video)");
  return [...files].map((file) => file.getAttribute("alt") ?? file.ariaLabel ?? file.textContent).join(", ");
}

function selectedIn(element: Element, range: Range): string {
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return selectedText(part.cloneContents());
}

/** Undefined without any: the browser then copies by itself. */
function withoutIsolates(text: string): string | undefined {
  const plain = text.replace(ISOLATES, "");
  return plain === text ? undefined : plain;
}
