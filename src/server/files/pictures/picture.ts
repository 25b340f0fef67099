import type { Content } from "../content.ts";

/** What the header of a picture says. */
export interface Picture {
  /** Pixels, as the picture is shown. */
  readonly width: number;
  readonly height: number;
  /** Missing where nothing was looked for: the picture stays as it is. */
  readonly content?: Content;
}

/** Parts of a container; a file with more is not shown, so that looking through one takes a bounded time. */
export const SEGMENTS_MAX = 20_000;

export function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
