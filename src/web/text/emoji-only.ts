import { lazyPattern } from "./lazy-pattern.ts";

const COUNT_MAX = 6;
/** The longest emoji of today has ten joined parts; a flag of a region has six tags. */
const PARTS_MAX = 10;
/** Nothing longer is looked at. */
const LENGTH_MAX = 200;

const PICTURE = String.raw`(?:\p{Emoji_Presentation}\ufe0f?|\p{Extended_Pictographic}(?:\ufe0f|(?=\p{EMod})))\p{EMod}?`;
const PART = String.raw`\p{Extended_Pictographic}\ufe0f?\p{EMod}?`;
const EMOJI = String.raw`(?:\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|(?!\p{RI})${PICTURE}(?:\u200d${PART}){0,${PARTS_MAX - 1}}[\u{e0020}-\u{e007f}]{0,7})`;
const onlyEmoji = lazyPattern(`^\\s*(?:${EMOJI}\\s*){1,${COUNT_MAX}}$`, "u");

/** What most texts have, and no emoji. */
const LETTER = /[a-z\u4e00-\u9fff]/i;

/** Whether a text is one to six emoji and nothing else; it is then shown large. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= LENGTH_MAX && !LETTER.test(text) && onlyEmoji().test(text);
}
