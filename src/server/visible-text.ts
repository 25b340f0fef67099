const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// Controls, format characters (bidi controls, zero-width ones), lone surrogates, private use and unassigned; whatever else
// Unicode draws as nothing; the Braille blank, which only looks like a space.
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const pileOfMarks = /\p{M}{6}/u;
const emojiVariation = /[\uFE0E\uFE0F]/gu;

/**
 * A name as people see it: NFKC, without outer space, inner space single. Undefined when it is empty, too long, or holds
 * characters that do not show.
 */
export function visibleText(raw: string, max: { characters: number; bytes: number }): string | undefined {
  if (raw.length > max.bytes) return undefined;
  const text = raw
    .normalize("NFKC")
    .replace(emojiVariation, "")
    .replace(/\p{Zs}+/gu, " ")
    .trim();
  if (invisible.test(text) || pileOfMarks.test(text) || !visible.test(text)) return undefined;
  if (Buffer.byteLength(text) > max.bytes) return undefined;
  if ([...segmenter.segment(text)].length > max.characters) return undefined;
  return text;
}
