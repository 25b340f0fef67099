const graphemes = new Intl.Segmenter();
/** Full-width punctuation that never begins a line. */
const closing = /^[，。！？；：、）」』”]$/;

/** Cuts a text into lines of so many columns, between words where it can; a Han character or a fish takes two columns. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  /** Where the line may be cut: after a space, and on either side of a wide character. */
  let cutAt = 0;
  for (const piece of pieces(text, columns)) {
    if (piece.beginsWide) cutAt = line.length;
    if (piece.text === " " && width + 1 > columns) {
      cutAt = line.length; // the line's end stands for it
      continue;
    }
    while (width + piece.width > columns && line !== "") {
      const cut = cutAt > 0 ? cutAt : line.length;
      lines.push(line.slice(0, cut).replace(/ +$/, ""));
      line = line.slice(cut);
      width = Bun.stringWidth(line);
      cutAt = 0;
    }
    line += piece.text;
    width += piece.width;
    if (piece.text === " " || piece.endsWide) cutAt = line.length;
  }
  return [...lines, line];
}

/** The beginning of a text, with an ellipsis where something is missing. */
export function shorten(text: string, columns: number): string {
  if (Bun.stringWidth(text) <= columns) return text;
  let short = "";
  for (const { segment } of graphemes.segment(text)) {
    if (Bun.stringWidth(short + segment) > columns - 1) break;
    short += segment;
  }
  return columns > 0 ? `${short}…` : "";
}

/** A character, together with the closing punctuation after it. */
interface Piece {
  readonly text: string;
  readonly width: number;
  readonly beginsWide: boolean;
  readonly endsWide: boolean;
}

function* pieces(text: string, columns: number): Generator<Piece, void, void> {
  let piece: Piece | undefined;
  for (const { segment } of graphemes.segment(text)) {
    const width = Bun.stringWidth(segment);
    const isWide = width > 1;
    if (piece !== undefined && piece.text !== " " && closing.test(segment) && piece.width + width <= columns) {
      piece = { ...piece, text: piece.text + segment, width: piece.width + width, endsWide: piece.endsWide || isWide };
      continue;
    }
    if (piece !== undefined) yield piece;
    piece = { text: segment, width, beginsWide: isWide, endsWide: isWide };
  }
  if (piece !== undefined) yield piece;
}
