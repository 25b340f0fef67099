import { type Person, TONES } from "../client/index.ts";

interface Tone {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/**
 * The colours of people, as OKLCH: each dark enough for white letters. Lightness and chroma differ as well as hue, so that readers who do not
 * see red and green apart can tell any two of them.
 */
export const tones: readonly Tone[] = [
  { lightness: 0.49, chroma: 0.161, hue: 16 },
  { lightness: 0.57, chroma: 0.061, hue: 39 },
  { lightness: 0.44, chroma: 0.095, hue: 71 },
  { lightness: 0.34, chroma: 0.056, hue: 106 },
  { lightness: 0.55, chroma: 0.153, hue: 133 },
  { lightness: 0.45, chroma: 0.095, hue: 159 },
  { lightness: 0.55, chroma: 0.088, hue: 202 },
  { lightness: 0.38, chroma: 0.085, hue: 239 },
  { lightness: 0.52, chroma: 0.204, hue: 266 },
  { lightness: 0.48, chroma: 0.093, hue: 292 },
  { lightness: 0.57, chroma: 0.165, hue: 316 },
  { lightness: 0.38, chroma: 0.089, hue: 352 },
];

/** The tone that a user chose, or one that depends on the id alone. */
export function toneOf({ id, tone }: Pick<Person, "id" | "tone">): number {
  if (tone !== undefined && tone < TONES) return tone;
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (hash * 31 + id.charCodeAt(index)) >>> 0;
  return hash % TONES;
}

/** The custom properties of a tone, for style sheets. */
export function styleOfTone(tone: number): Record<`--tone-${string}`, number> {
  const { lightness = 0.5, chroma = 0, hue = 0 } = tones[tone] ?? {};
  return { "--tone-lightness": lightness, "--tone-chroma": chroma, "--tone-hue": hue };
}

/** Letters that are a character unless a mark follows, and where most nicknames begin. */
const LONE_LETTER = /^[\da-z\u00c0-\u024f\u4e00-\u9fff](?!\p{M}|\u200d)/iu;

// Made when it is needed first: the tables of it take a browser some 20 ms.
let segmenter: Intl.Segmenter | undefined;

/** One visible character, or the first two words' first letters where a script has capitals. */
export function initialsOf(nickname: string): string {
  const words = nickname.trim().split(/\s+/u);
  const [first, second] = [firstCharacter(words[0] ?? ""), firstCharacter(words[1] ?? "")];
  const hasCapitals = first.toLowerCase() !== first.toUpperCase();
  return (hasCapitals && /^\p{L}/u.test(second) ? first + second : first).toLocaleUpperCase();
}

function firstCharacter(text: string): string {
  if (text === "" || LONE_LETTER.test(text)) return text.charAt(0);
  if (!("Segmenter" in Intl)) return [...text][0] ?? "";
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) return segment;
  return "";
}
