/** Characters of a line that are kept; no message is that long, and an input without line breaks must not fill the memory. */
export const LINE_CHARACTERS_MAX = 64 * 1024;

/**
 * The lines of a stream of bytes, as other programs see them: they end with a line feed, or with the end of the stream. What Unicode
 * calls a line separator is text. A byte order mark is dropped, and so is a carriage return before the line feed.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(0, LINE_CHARACTERS_MAX);
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== "") yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return (line.endsWith("\r") ? line.slice(0, -1) : line).slice(0, LINE_CHARACTERS_MAX);
}
