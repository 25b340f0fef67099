import type { Block, Inline, MentionRange } from "./nodes.ts";
import { parseText } from "./parse-text.ts";

/** A text as one line without markup: for a quote, a notification, or a screen reader that reads it out. */
export function plainTextOf(text: string, mentions: readonly MentionRange[] = []): string {
  return parseText(text, mentions).map(plainBlock).join(" ").replace(/\s+/g, " ").trim();
}

function plainBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return plainInline(block.children);
    case "quote":
      return block.blocks.map(plainBlock).join(" ");
    case "list":
      return block.items
        .map(({ number, blocks }) => [number === undefined ? "" : `${number}.`, ...blocks.map(plainBlock)].join(" "))
        .join(" ");
    case "code-block":
      return block.lines.map(({ text }) => text).join("");
  }
}

function plainInline(nodes: readonly Inline[]): string {
  return nodes.map(plainNode).join("");
}

function plainNode(node: Inline): string {
  if (node.type === "mention") return node.label;
  return "children" in node ? plainInline(node.children) : node.text;
}
