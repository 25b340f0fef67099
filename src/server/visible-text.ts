const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// Controls, format characters (bidi controls, zero-width ones), lone surrogates, private use and unassigned; whatever else
// Unicode draws as nothing; characters of other categories that have no ink: the Braille blank, the Khitan filler, Egyptian blanks, the
// null notehead; the two that stand for what could not be shown.
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\u{16FE4}\u{13441}\u{13442}\u{1D159}\uFFFC\uFFFD]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const pileOfMarks = /\p{M}{6}/u;
// A joiner that changes what is drawn: between emoji, after a virama [RFC 5892, A.1 and A.2], and between the letters of cursive scripts.
const emojiJoiner = /(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)\u200D(?=\p{Extended_Pictographic})/gu;
const viramaJoiner =
  /(?<=[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u1039\u103A\u17D2\u1B44\u1BAA\uA806\uA953\uA9C0\uABED])[\u200C\u200D]/gu;
const cursiveLetter = String.raw`[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Adlam}]`;
const cursiveJoiner = new RegExp(String.raw`(?<=${cursiveLetter}\p{Mn}*)\u200C(?=${cursiveLetter})`, "gu");
const emojiVariation = /[\uFE0E\uFE0F]/gu;
const wholeEmoji = /\p{RGI_Emoji}/gv;

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
  return isVisible(text, text) && isWithin(text, max) ? text : undefined;
}

/**
 * A text of one paragraph: as it was written, but for space, which is single, and line breaks, which are space. Undefined when it is empty, too
 * long, or holds characters that do not show.
 */
export function visibleParagraph(raw: string, max: { characters: number; bytes: number }): string | undefined {
  if (raw.length > max.bytes) return undefined;
  const text = raw.normalize("NFC").replace(/\s+/gu, " ").trim();
  const withoutEmoji = text.replace(wholeEmoji, "").replace(emojiVariation, "");
  return isVisible(withoutEmoji, text) && isWithin(text, max) ? text : undefined;
}

/** `text` must show something, and `checked` nothing that does not show. */
function isVisible(checked: string, text: string): boolean {
  const drawn = checked.replace(emojiJoiner, "").replace(viramaJoiner, "").replace(cursiveJoiner, "");
  return !invisible.test(drawn) && !pileOfMarks.test(text) && visible.test(text);
}

function isWithin(text: string, max: { characters: number; bytes: number }): boolean {
  return Buffer.byteLength(text) <= max.bytes && [...segmenter.segment(text)].length <= max.characters;
}
