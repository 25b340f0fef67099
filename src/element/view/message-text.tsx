import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { isEmojiOnly } from "../../web/text/emoji-only.ts";
import { InlineText, type InlineView } from "../../web/text/inline-text.tsx";
import type { Block, MentionRange } from "../../web/text/nodes.ts";
import { parseText } from "../../web/text/parse-text.ts";

interface MessageTextProps {
  text: string;
  mentions: readonly MentionRange[] | undefined;
  /** The reader: a mention of them stands out. */
  ownUserId: string;
}

/** A message's text, as nodes and never as HTML. */
export function MessageText({ text, mentions, ownUserId }: MessageTextProps) {
  const blocks = useMemo(() => parseText(text, mentions), [text, mentions]);
  return (
    <div class={isEmojiOnly(text) ? "text large-emoji" : "text"} dir="auto">
      <Blocks blocks={blocks} view={{ hits: [], ownUserId }} />
    </div>
  );
}

function Blocks({ blocks, view }: { blocks: readonly Block[]; view: InlineView }) {
  return (
    <>
      {blocks.map((block, index) => (
        <Fragment key={index}>{blockElement(block, view)}</Fragment>
      ))}
    </>
  );
}

function blockElement(block: Block, view: InlineView) {
  switch (block.type) {
    case "paragraph":
      return (
        <p>
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
      return block.isNumbered ? <ol dir="auto">{items}</ol> : <ul dir="auto">{items}</ul>;
    }
    case "code-block":
      return (
        // A keyboard scrolls what has the focus.
        <pre translate={false} dir="ltr" tabIndex={0}>
          <code>{block.lines.map(({ text }) => text).join("")}</code>
        </pre>
      );
  }
}
