import { excerptOf } from "./excerpt-of.ts";
import { Marked } from "./inline-text.tsx";
import type { HitRange, MentionRange } from "./nodes.ts";

interface ExcerptProps {
  text: string;
  mentions?: readonly MentionRange[] | undefined;
  hits?: readonly HitRange[] | undefined;
}

/** A text as one line without markup, from a little before its first hit; the hits are marked. */
export function Excerpt({ text, mentions, hits = [] }: ExcerptProps) {
  const { leaves, isCutAtStart, isCutAtEnd } = excerptOf(text, mentions, hits[0]?.start ?? 0);
  return (
    <>
      {isCutAtStart && "…"}
      {leaves.map((leaf, index) => (
        <Marked key={index} leaf={leaf} hits={hits} />
      ))}
      {isCutAtEnd && "…"}
    </>
  );
}
