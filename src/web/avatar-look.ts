// The golden angle keeps neighbours apart; the yellows where white letters fade are dark enough by lightness.
const HUES = 24;

// Making one takes longer than using it a hundred times.
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : undefined;

/** A hue in degrees that depends on the user's id alone. */
export function hueOf(userId: string): number {
  let hash = 0;
  for (let index = 0; index < userId.length; index += 1) hash = (hash * 31 + userId.charCodeAt(index)) >>> 0;
  return ((hash % HUES) * 360) / HUES;
}

/** One visible character, or the first two words' first letters where a script has capitals. */
export function initialsOf(nickname: string): string {
  const words = nickname.trim().split(/\s+/u);
  const [first, second] = [firstCharacter(words[0] ?? ""), firstCharacter(words[1] ?? "")];
  const hasCapitals = first.toLowerCase() !== first.toUpperCase();
  return (hasCapitals && /^\p{L}/u.test(second) ? first + second : first).toLocaleUpperCase();
}

function firstCharacter(text: string): string {
  if (segmenter === undefined) return [...text][0] ?? "";
  for (const { segment } of segmenter.segment(text)) return segment;
  return "";
}
