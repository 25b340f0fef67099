const graphemes = new Intl.Segmenter();

/** Cuts a text into lines of so many columns, between words where it can; a Han character or a fish takes two columns. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  /** Where the line may be cut: after a space, and on either side of what is wide. */
  let cutAt = 0;
  for (const { segment } of graphemes.segment(text)) {
    const segmentWidth = Bun.stringWidth(segment);
    if (segmentWidth > 1) cutAt = line.length;
    if (width + segmentWidth > columns && line !== "") {
      if (segment === " ") continue; // the line's end stands for it
      const cut = cutAt > 0 ? cutAt : line.length;
      lines.push(line.slice(0, cut).trimEnd());
      line = line.slice(cut);
      width = Bun.stringWidth(line);
      cutAt = 0;
    }
    line += segment;
    width += segmentWidth;
    if (segment === " " || segmentWidth > 1) cutAt = line.length;
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
