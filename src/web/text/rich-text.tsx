import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { CodeBlock } from "./code-block.tsx";
import { isEmojiOnly } from "./emoji-only.ts";
import { Foldable, isLong } from "./foldable.tsx";
import { InlineText, type InlineView, Marked } from "./inline-text.tsx";
import type { Block, HitRange, MentionRange } from "./nodes.ts";
import { parseText } from "./parse-text.ts";

interface RichTextProps {
  text: string;
  mentions?: readonly MentionRange[] | undefined;
  /** Parts to highlight. A text that has some is not folded. */
  hits?: readonly HitRange[] | undefined;
  /** The reader: a mention of them stands out. */
  ownUserId?: string | undefined;
  /** A mention of a user was pressed. */
  onPerson?: ((userId: string) => void) | undefined;
}

const NONE: readonly never[] = [];

/** A message's text, as nodes and never as HTML. */
export function RichText({ text, mentions = NONE, hits = NONE, ownUserId, onPerson }: RichTextProps) {
  const blocks = useMemo(() => parseText(text, mentions), [text, mentions]);
  const view = { hits, ownUserId, onPerson };
  const [first] = blocks;
  const shown =
    blocks.length === 1 && first?.type === "paragraph" ? (
      <InlineText nodes={first.children} view={view} />
    ) : (
      <div class="blocks">
        <Blocks blocks={blocks} view={view} dir="auto" />
      </div>
    );
  if (isEmojiOnly(text)) return <span class="large-emoji">{shown}</span>;
  return isLong(text) && hits.length === 0 ? <Foldable>{shown}</Foldable> : shown;
}

interface BlocksProps {
  blocks: readonly Block[];
  view: InlineView;
  /** Of the paragraphs. Those of a list or a quote have none: it takes its direction from them. */
  dir?: "auto" | undefined;
}

function Blocks({ blocks, view, dir }: BlocksProps) {
  return (
    <>
      {blocks.map((block, index) => (
        <Fragment key={index}>{blockElement(block, view, dir)}</Fragment>
      ))}
    </>
  );
}

function blockElement(block: Block, view: InlineView, dir: "auto" | undefined) {
  switch (block.type) {
    case "paragraph":
      return (
        <p dir={dir}>
          <InlineText nodes={block.children} view={view} />
        </p>
      );
    case "quote":
      return (
        <blockquote dir="auto">
          <Blocks blocks={block.blocks} view={view} />
        </blockquote>
      );
    case "list": {
      const items = block.items.map(({ number, blocks }, index) => (
        <li key={index} value={number}>
          <Blocks blocks={blocks} view={view} />
        </li>
      ));
      if (!block.isNumbered) return <ul dir="auto">{items}</ul>;
      const digits = Math.max(...block.items.map(({ number }) => String(number).length));
      return (
        <ol dir="auto" style={{ "--digits": digits }}>
          {items}
        </ol>
      );
    }
    case "code-block":
      return (
        <CodeBlock language={block.language}>
          {block.lines.map((line) => (
            <Marked key={line.start} leaf={line} hits={view.hits} />
          ))}
        </CodeBlock>
      );
  }
}
