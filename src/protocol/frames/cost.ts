import { ShoalError } from "../errors.ts";

/** Objects and lists inside each other. Frames have three. */
export const JSON_DEPTH_MAX = 16;
/** Values of one JSON text, counted by their separators. The largest frame is a `hello` with a cursor for each conversation. */
export const JSON_VALUES_MAX = 2_000;
/** A text so short is parsed faster than it is measured. */
const SHORT_CHARACTERS = 128;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Throws `bad-frame` for JSON that costs more to parse than any frame: deep, or of many values. Brackets take the parser many times as
 * long as a string of that length does. The text is read once, before it is parsed.
 */
export function assertCheap(text: string): void {
  if (text.length <= SHORT_CHARACTERS) return;
  let depth = 0;
  let values = 1;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values += 1;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > JSON_DEPTH_MAX) throw tooCostly(`it nests deeper than ${JSON_DEPTH_MAX}`);
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
    if (values > JSON_VALUES_MAX) throw tooCostly(`it has more than ${JSON_VALUES_MAX} values`);
    at += 1;
  }
}

/** The place of the quote that ends the string; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}

function tooCostly(why: string): ShoalError {
  return new ShoalError("bad-frame", { message: `That JSON is not read: ${why}.` });
}
