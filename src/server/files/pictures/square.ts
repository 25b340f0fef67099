import { crc32, deflateSync, inflateSync } from "node:zlib";
import { ascii, viewOf } from "./picture.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const CHUNK_HEAD_BYTES = 8;
const CHUNK_EXTRA_BYTES = 12;
/** Eight bits each of red, green, blue and alpha; the decoder writes nothing else. */
const RGBA = 6;
const BYTES_PER_PIXEL = 4;
const RGB = 2;
const WHITE = 255;
/** What stays of a colour profile: those of devices have some hundred bytes, those of printers a megabyte. */
const PROFILE_BYTES_MAX = 4 * 1024;

interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** The chunk with its colour profile. */
  readonly profile: Uint8Array | undefined;
}

/**
 * The square in the middle of a PNG as the runtime writes them, with white behind what is transparent: `Bun.Image` scales and does not crop. Throws
 * for another kind of PNG.
 */
export function squareOf(png: Uint8Array): Uint8Array<ArrayBuffer> {
  const { width, height, pixels, profile } = readPng(png);
  const side = Math.min(width, height);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  // Each row begins with its filter: none.
  const rows = new Uint8Array(side * (1 + side * 3));
  for (let y = 0; y < side; y += 1) {
    let to = y * (1 + side * 3) + 1;
    let from = ((top + y) * width + left) * BYTES_PER_PIXEL;
    for (let x = 0; x < side; x += 1, from += BYTES_PER_PIXEL) {
      const alpha = (pixels[from + 3] ?? 0) / 255;
      for (let part = 0; part < 3; part += 1) rows[to++] = Math.round((pixels[from + part] ?? 0) * alpha + WHITE * (1 - alpha));
    }
  }
  const header = new Uint8Array(13);
  viewOf(header).setUint32(0, side);
  viewOf(header).setUint32(4, side);
  header.set([8, RGB], 8);
  const data = deflateSync(rows, { level: 1 });
  return concatenated(SIGNATURE, chunkOf("IHDR", header), profile, chunkOf("IDAT", data), chunkOf("IEND", new Uint8Array()));
}

function readPng(png: Uint8Array): Bitmap {
  const view = viewOf(png);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, , , interlace] = png.subarray(24);
  if (depth !== 8 || colour !== RGBA || interlace !== 0) throw new Error("the decoder writes PNG of 8 bits RGBA");
  const data: Uint8Array[] = [];
  let profile: Uint8Array | undefined;
  for (let start = SIGNATURE.length; start + CHUNK_EXTRA_BYTES <= png.length; ) {
    const end = start + CHUNK_EXTRA_BYTES + view.getUint32(start);
    const type = ascii(png, start + 4, start + CHUNK_HEAD_BYTES);
    if (type === "IDAT") data.push(png.subarray(start + CHUNK_HEAD_BYTES, end - 4));
    if (type === "iCCP" && end - start <= PROFILE_BYTES_MAX) profile = png.subarray(start, end);
    start = end;
  }
  const filtered = inflateSync(concatenated(...data), { maxOutputLength: height * (1 + width * BYTES_PER_PIXEL) });
  return { width, height, pixels: unfiltered(filtered, width, height), profile };
}

/** The pixels without the filters of the rows [PNG, 9.2]. */
function unfiltered(filtered: Uint8Array, width: number, height: number): Uint8Array {
  const rowBytes = width * BYTES_PER_PIXEL;
  const pixels = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y += 1) {
    const from = y * (rowBytes + 1);
    const to = y * rowBytes;
    const filter = filtered[from] ?? 0;
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x >= BYTES_PER_PIXEL ? (pixels[to + x - BYTES_PER_PIXEL] ?? 0) : 0;
      const above = y > 0 ? (pixels[to + x - rowBytes] ?? 0) : 0;
      const corner = y > 0 && x >= BYTES_PER_PIXEL ? (pixels[to + x - rowBytes - BYTES_PER_PIXEL] ?? 0) : 0;
      pixels[to + x] = (filtered[from + 1 + x] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? paeth(left, above, corner) : 0;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [byLeft, byAbove, byCorner] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(CHUNK_EXTRA_BYTES + data.length);
  viewOf(chunk).setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(data, CHUNK_HEAD_BYTES);
  viewOf(chunk).setUint32(CHUNK_HEAD_BYTES + data.length, crc32(chunk.subarray(4, CHUNK_HEAD_BYTES + data.length)));
  return chunk;
}

function concatenated(...parts: readonly (Uint8Array | undefined)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts.filter((part) => part !== undefined)));
}
