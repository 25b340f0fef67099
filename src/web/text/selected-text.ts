const BLOCKS = "p, li, pre, blockquote, ul, ol, .code-block";

/** What a selected part of a message says, a line for each of its lines, with the marks of its lists and quotes. */
export function selectedText(part: DocumentFragment): string {
  const lines = linesOf(part);
  const first = lines.findIndex((line) => line !== "");
  return first < 0 ? "" : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1).join("\n");
}

/** Lines of text and of blocks below each other. */
function linesOf(parent: ParentNode & Node): string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const child of parent.childNodes) {
    if (child instanceof HTMLElement && child.dataset.copied === "never") continue;
    const isBlock = child instanceof HTMLElement && child.matches(BLOCKS);
    const inside = isBlock || child instanceof HTMLDivElement ? linesOf(child) : (child.textContent ?? "").split("\n");
    const [first = "", ...rest] = child instanceof HTMLElement ? withMark(child, inside) : inside;
    if (isOpen && !isBlock) lines[lines.length - 1] += first;
    else lines.push(first);
    lines.push(...rest);
    isOpen = !isBlock;
  }
  return lines;
}

function withMark(element: HTMLElement, lines: readonly string[]): readonly string[] {
  // The last line of code ends with a line break.
  if (element instanceof HTMLPreElement && lines.at(-1) === "") return lines.slice(0, -1);
  if (element instanceof HTMLQuoteElement) return lines.map((line) => `> ${line}`);
  if (!(element instanceof HTMLLIElement)) return lines;
  const mark = element.hasAttribute("value") ? `${element.value}. ` : "- ";
  return lines.map((line, index) => (index === 0 ? mark : " ".repeat(mark.length)) + line);
}
