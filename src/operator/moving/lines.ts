import { OperatorError } from "../operator-error.ts";
import { placeText, type Where } from "./records.ts";

/** A text of 8 KiB, escaped, with everything around it. */
export const LINE_BYTES_MAX = 128 * 1024;
/** Of objects and lists in each other. */
const DEPTH_MAX = 32;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Lines of UTF-8, in bounded memory. Throws `OperatorError` for a line that is too long or is not UTF-8. */
export async function* textLines(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly [text: string, where: Where]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let number = 1;
  let rest: Uint8Array = new Uint8Array();
  const textOf = (line: Uint8Array): string => {
    const isPaired = line.at(-1) === CARRIAGE_RETURN;
    try {
      return decoder.decode(isPaired ? line.subarray(0, -1) : line);
    } catch {
      throw new OperatorError(`${placeText({ file, line: number })} is not UTF-8; convert the file, or repair the line.`);
    }
  };
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const piece = chunk.subarray(start, end);
      requireShort(file, number, rest.length + piece.length);
      yield [textOf(rest.length === 0 ? piece : Buffer.concat([rest, piece])), { file, line: number }];
      rest = new Uint8Array();
      number += 1;
      start = end + 1;
    }
    requireShort(file, number, rest.length + chunk.length - start);
    rest = rest.length === 0 ? chunk.slice(start) : Buffer.concat([rest, chunk.subarray(start)]);
  }
  if (rest.length > 0) yield [textOf(rest), { file, line: number }];
}

function requireShort(file: string, line: number, length: number): void {
  if (length <= LINE_BYTES_MAX) return;
  throw new OperatorError(
    `${placeText({ file, line })} is longer than ${LINE_BYTES_MAX / 1024} KiB, longer than any valid line; the file is damaged, or of another kind.`,
  );
}

/** Objects, one a line; empty lines are passed over. Throws `OperatorError`. */
export async function* jsonLines(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly [value: unknown, where: Where]> {
  for await (const [text, where] of textLines(file, bytes)) if (text !== "") yield [parseJson(text, where), where];
}

/** Throws `OperatorError`. */
export function parseJson(text: string, where: Where): unknown {
  if (depthOf(text) > DEPTH_MAX)
    throw new OperatorError(`${placeText(where)} is nested deeper than ${DEPTH_MAX} levels; repair it.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OperatorError(
      `${placeText(where)} is not JSON (${error instanceof Error ? error.message : String(error)}); repair it.`,
    );
  }
}

/** Of brackets outside of texts. A loop: what is nested deeply must not use up the stack of a recursive reader. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) isInText = false;
    } else if (code === 0x22) isInText = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}
