import { type TextNode, tokenize } from "./tokenize.ts";

/** A message's text, as nodes and never as HTML. */
export function RichText({ text }: { text: string }) {
  return <>{tokenize(text).map(render)}</>;
}

function render(node: TextNode) {
  switch (node.type) {
    case "text":
      return node.text;
    case "link":
      return (
        <a dir="ltr" href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {node.text}
        </a>
      );
  }
}
