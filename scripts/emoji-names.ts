import shortcodes from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

const oneEmoji = /^\p{RGI_Emoji}$/v;
const EMOJI_VARIATION = "\u{FE0F}";

/** Emoji by the names that they have in Slack, in the spelling that the server keeps; without those of one tone of skin, which have a suffix there. */
export function emojiNames(): Record<string, string> {
  const names: [string, string][] = [];
  for (const [code, given] of Object.entries(shortcodes)) {
    const text = String.fromCodePoint(...code.split("-").map((part) => Number.parseInt(part, 16)));
    const emoji = [text, text + EMOJI_VARIATION, text.replaceAll(EMOJI_VARIATION, "")].find((each) => oneEmoji.test(each));
    if (emoji === undefined || /\p{Emoji_Modifier}/u.test(emoji)) continue;
    for (const name of typeof given === "string" ? [given] : given) names.push([name, emoji]);
  }
  return Object.fromEntries(names.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
