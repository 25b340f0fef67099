import type { Page } from "playwright-core";

/**
 * What a reader could not read on a page as it is now, in words: rows of a list that overlap, text that is cut off sideways,
 * and a page that scrolls sideways. A name that ends in an ellipsis (`.clip`) is meant to.
 */
export async function layoutProblems(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const problems: string[] = [];
    const dialogs = [...document.querySelectorAll<HTMLElement>("dialog[open]")];
    const scope = dialogs.at(-1) ?? document.body;
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) problems.push("The page scrolls sideways.");
    if (document.body.scrollWidth > width) problems.push("The body is wider than the page.");

    for (const list of scope.querySelectorAll("ul, ol")) {
      const boxes = [...list.children].map((row) => ({ row, box: textBox(row) })).filter(({ box }) => box.height > 0);
      for (const [index, { row, box }] of boxes.entries()) {
        const next = boxes[index + 1];
        if (next !== undefined && box.bottom > next.box.top + 1 && box.right > next.box.left + 1) {
          problems.push(`"${textOf(row)}" overlaps "${textOf(next.row)}".`);
        }
      }
    }

    for (const node of textNodes(scope)) {
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.left < -1 || box.right > width + 1) problems.push(`"${textOf(node)}" leaves the page.`);
        const frame = clippingFrame(node, scope);
        const edge = frame.getBoundingClientRect();
        if (box.left < edge.left - 1 || box.right > edge.right + 1) problems.push(`"${textOf(node)}" is cut off.`);
      }
    }
    return [...new Set(problems)];

    function textNodes(root: Element): Text[] {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const nodes: Text[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent === null || !(node instanceof Text) || node.data.trim() === "") continue;
        if (parent.closest(".hidden-text, .clip, script, style, [aria-hidden=true]") !== null) continue;
        if (parent.closest("dialog") !== root.closest("dialog")) continue;
        if (parent.checkVisibility()) nodes.push(node);
      }
      return nodes;
    }

    function textBox(row: Element): DOMRect {
      const boxes = textNodes(row).flatMap((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()];
      });
      const left = Math.min(...boxes.map((box) => box.left));
      const top = Math.min(...boxes.map((box) => box.top));
      const right = Math.max(...boxes.map((box) => box.right));
      const bottom = Math.max(...boxes.map((box) => box.bottom));
      return boxes.length === 0 ? new DOMRect() : new DOMRect(left, top, right - left, bottom - top);
    }

    /** The nearest box around it that hides or scrolls what is wider than itself. */
    function clippingFrame(node: Text, root: Element): Element {
      for (let element = node.parentElement; element !== null && element !== root; element = element.parentElement) {
        if (getComputedStyle(element).overflowX !== "visible") return element;
      }
      return root;
    }

    function textOf(node: Node): string {
      return (node.textContent ?? "").slice(0, 30);
    }
  });
}
