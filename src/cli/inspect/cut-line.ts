/** Cuts a line into pieces that fit, measured in columns: a Han character or a fish takes two. Nothing is lost. */
export function cutLine(line: string, columns: number): readonly string[] {
  if (line.length <= columns / 2 || Bun.stringWidth(line) <= columns) return [line];
  const pieces: string[] = [];
  let piece = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    const segmentWidth = Bun.stringWidth(segment);
    if (width + segmentWidth > columns) {
      pieces.push(piece);
      piece = "";
      width = 0;
    }
    piece += segment;
    width += segmentWidth;
  }
  return [...pieces, piece];
}
