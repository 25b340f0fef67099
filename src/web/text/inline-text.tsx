import { Fragment } from "preact";
import type { HitRange, Inline, TextLeaf } from "./nodes.ts";
import { splitHits } from "./split-hits.ts";

/** How a text is seen: what of it was searched for, and by whom it is read. */
export interface InlineView {
  readonly hits: readonly HitRange[];
  readonly ownUserId: string | undefined;
  /** A mention of a user was pressed. Missing: mentions cannot be pressed. */
  readonly onPerson?: ((userId: string) => void) | undefined;
}

export function InlineText({ nodes, view }: { nodes: readonly Inline[]; view: InlineView }) {
  return (
    <>
      {nodes.map((node, index) => (
        <Fragment key={index}>{element(node, view)}</Fragment>
      ))}
    </>
  );
}

function element(node: Inline, view: InlineView) {
  switch (node.type) {
    case "text":
      return <Marked leaf={node} hits={view.hits} />;
    case "code":
      return (
        <code dir="auto">
          <Marked leaf={node} hits={view.hits} />
        </code>
      );
    case "link":
      return (
        <a dir="ltr" href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          <Marked leaf={node} hits={view.hits} />
        </a>
      );
    case "mention": {
      const isOwn = node.userId !== undefined && node.userId === view.ownUserId;
      // What is shown may differ from what was written: a hit in it marks it as a whole.
      const isHit = view.hits.some((hit) => hit.start < node.start + node.length && node.start < hit.start + hit.length);
      const label = isHit ? <mark>{node.label}</mark> : node.label;
      const look = { translate: false, dir: "auto", class: isOwn ? "mention own" : "mention" } as const;
      const { userId } = node;
      if (view.onPerson === undefined || userId === undefined) return <span {...look}>{label}</span>;
      return (
        <button type="button" {...look} onClick={() => view.onPerson?.(userId)}>
          {label}
        </button>
      );
    }
    case "bold":
      return (
        <strong>
          <InlineText nodes={node.children} view={view} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <InlineText nodes={node.children} view={view} />
        </em>
      );
    case "strike":
      return (
        <s>
          <InlineText nodes={node.children} view={view} />
        </s>
      );
  }
}

export function Marked({ leaf, hits }: { leaf: Pick<TextLeaf, "text" | "start">; hits: readonly HitRange[] }) {
  if (hits.length === 0) return <>{leaf.text}</>;
  return (
    <>
      {splitHits(leaf.text, leaf.start, hits).map(({ text, isHit }, index) => (isHit ? <mark key={index}>{text}</mark> : text))}
    </>
  );
}
