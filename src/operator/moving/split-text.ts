import { limits } from "../../protocol/limits.ts";

/** Parts of a text that are no longer than a message may be, cut where a line or a word ends as long as there is such a place. */
export function splitText(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > limits.messageBytesMax) {
    const most = longestStart(rest);
    const cut = Math.max(most.lastIndexOf("\n"), most.lastIndexOf(" "));
    const part = cut > most.length / 2 ? most.slice(0, cut + 1) : most;
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return [...parts, rest];
}

/** The longest start that fits, without half a character. */
function longestStart(text: string): string {
  const bytes = new Uint8Array(limits.messageBytesMax);
  const { read } = new TextEncoder().encodeInto(text, bytes);
  return text.slice(0, read);
}
