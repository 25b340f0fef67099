import emoji from "./emoji-names.json" with { type: "json" };

const byName: ReadonlyMap<string, string> = new Map(Object.entries(emoji));
const tones = ["🏻", "🏼", "🏽", "🏾", "🏿"];
const oneEmoji = /^\p{RGI_Emoji}$/v;

/** `thumbsup`, `wave::skin-tone-3`. Undefined for one that a workspace made itself. */
export function emojiNamed(name: string): string | undefined {
  const [base = "", tone] = name.split("::skin-tone-");
  const plain = byName.get(base);
  if (plain === undefined || tone === undefined) return plain;
  const toned = plain.replace("\u{FE0F}", "") + (tones[Number(tone) - 2] ?? "");
  return oneEmoji.test(toned) ? toned : plain;
}
