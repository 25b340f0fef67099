const colours = {
  bold: "1",
  dim: "2",
  red: "31",
  green: "32",
  yellow: "33",
  blue: "34",
  magenta: "35",
  cyan: "36",
  inverse: "7",
} as const;

export type Colour = keyof typeof colours;
export type Paint = (colour: Colour, text: string) => string;

export const paintNothing: Paint = (_colour, text) => text;
export const paintAnsi: Paint = (colour, text) => (text === "" ? "" : `\u001b[${colours[colour]}m${text}\u001b[0m`);

// C0 and C1 controls could move the cursor or run a terminal's commands; bidi and line separators make text lie.
const invisible = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Untrusted text, made harmless for a terminal: invisible characters become escapes. Line breaks too. */
export function visible(text: string): string {
  return text.replaceAll(invisible, (character) => {
    if (character === "\t") return "\\t";
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${hexByte(code)}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

export function hexBytes(bytes: Uint8Array): string {
  return [...bytes].map(hexByte).join(" ");
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
