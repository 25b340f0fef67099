import type { Block, Inline, MentionRange, TextLeaf } from "./nodes.ts";
import { parseText } from "./parse-text.ts";

/** Before the wanted place so much of the text is shown. */
const CONTEXT_CHARACTERS = 60;
const EXCERPT_CHARACTERS = 300;

type Leaf = Pick<TextLeaf, "text" | "start">;

export interface ExcerptLeaves {
  readonly leaves: readonly Leaf[];
  readonly isCutAtStart: boolean;
  readonly isCutAtEnd: boolean;
}

/** The part of a text around the place `wanted` (of the text as written), without markup. */
export function excerptOf(text: string, mentions: readonly MentionRange[] | undefined, wanted: number): ExcerptLeaves {
  const all = parseText(text, mentions ?? []).flatMap(leavesOfBlock);
  const [from, to] = [wanted - CONTEXT_CHARACTERS, wanted - CONTEXT_CHARACTERS + EXCERPT_CHARACTERS];
  const leaves = all.flatMap(({ text: leafText, start }) => {
    const cut = leafText.slice(Math.max(0, from - start), Math.max(0, to - start));
    return cut === "" ? [] : [{ text: cut, start: Math.max(start, from) }];
  });
  const [first, last] = [all.at(0), all.at(-1)];
  return {
    leaves,
    isCutAtStart: first !== undefined && first.start < from,
    isCutAtEnd: last !== undefined && last.start + last.text.length > to,
  };
}

/** Blocks are apart by a space. */
function leavesOfBlock(block: Block): Leaf[] {
  switch (block.type) {
    case "paragraph":
      return [...block.children.flatMap(leavesOfInline), { text: " ", start: endOf(block.children) }];
    case "quote":
      return block.blocks.flatMap(leavesOfBlock);
    case "list":
      return block.items.flatMap(({ blocks }) => blocks.flatMap(leavesOfBlock));
    case "code-block":
      return [...block.lines];
  }
}

function leavesOfInline(node: Inline): Leaf[] {
  if (node.type === "mention") return [{ text: node.label, start: node.start }];
  return "children" in node ? node.children.flatMap(leavesOfInline) : [{ text: node.text, start: node.start }];
}

function endOf(nodes: readonly Inline[]): number {
  const last = nodes.flatMap(leavesOfInline).at(-1);
  return last === undefined ? 0 : last.start + last.text.length;
}
