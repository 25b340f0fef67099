import type { Events } from "../../src/protocol/frames/events.ts";
import { LOBBY_ID } from "../../src/protocol/ids.ts";
import { frameText } from "./raw-client.ts";

const PREFIX_BYTES = `{"type":"events","logId":"${LOBBY_ID}","after":`.length;
const FRAME_BYTES_MAX = 2 ** 20;
const ZERO = "0".charCodeAt(0);
const NINE = "9".charCodeAt(0);

/**
 * Follows the lobby on a thousand connections by parsing each frame once: all subscribers get the same bytes [P14], so for
 * the other copies it is enough to check where they begin and how long they are.
 */
export class LobbyFrames {
  readonly #lastSeqs = new Map<number, number>();

  /** The position of a reader after this frame. Throws when the frame does not follow `position`. */
  follow(bytes: Uint8Array, start: number, end: number, position: number): number {
    const after = readNumber(bytes, start + PREFIX_BYTES);
    if (after !== position) throw new Error(`A hole: the frame follows ${after}, the reader is at ${position}.`);
    const key = after * FRAME_BYTES_MAX + (end - start);
    const known = this.#lastSeqs.get(key);
    if (known !== undefined) return known;
    const last = lastSeq(JSON.parse(frameText(bytes, start, end)), after);
    this.#lastSeqs.set(key, last);
    return last;
  }
}

/** The last seq of a frame. Throws unless it holds the messages that follow `after`. */
function lastSeq(frame: Events, after: number): number {
  let last = after;
  for (const event of frame.events) {
    if (event.type !== "message" || event.seq !== last + 1)
      throw new Error(`Not the message ${last + 1}: ${JSON.stringify(event)}`);
    last = event.seq;
  }
  return last;
}

/** Reads decimal digits until another byte comes. */
export function readNumber(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let place = start; ; place += 1) {
    const digit = bytes[place] ?? 0;
    if (digit < ZERO || digit > NINE) return value;
    value = value * 10 + digit - ZERO;
  }
}
