import { ShoalError } from "../../protocol/errors.ts";

const oneEmoji = /^\p{RGI_Emoji}$/v;
/** Asks for the coloured form of a character that has two. */
const EMOJI_VARIATION = "\u{FE0F}";

/** The one spelling of an emoji that people see as one. Throws `emoji-invalid` for anything else than one emoji. */
export function knownEmoji(text: string): string {
  const spelling = [text, text + EMOJI_VARIATION, text.replaceAll(EMOJI_VARIATION, "")].find((each) => oneEmoji.test(each));
  if (spelling === undefined) throw new ShoalError("emoji-invalid");
  return spelling;
}
